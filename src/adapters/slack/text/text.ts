import type { Config } from '../../../config/config';
import { en, type Text } from './en';
import { ja } from './ja';

export type { Text };

const LANGUAGES: Record<Config['slack']['language'], Text> = { en, ja };

export function textIn(language: Config['slack']['language']): Text {
  return LANGUAGES[language];
}
