import type { Config } from '../../../config/config';
import { FORM_TEXT as en } from './en/form-text';
import { FORM_TEXT as ja } from './ja/form-text';

/**
 * What forms, private answers and commands say: all that the function needs that answers Slack. It is started while a
 * person waits, so the other texts are not part of its bundle.
 */
export type FormText = typeof en;

const LANGUAGES: Record<Config['slack']['language'], FormText> = { en, ja };

export function formTextIn(language: Config['slack']['language']): FormText {
  return LANGUAGES[language];
}
