import { en, type PageText } from './en';
import { ja } from './ja';

export type { PageText };

/** By a language's code, such as `ja` or `ja-JP`; English for any other language. */
export function textIn(language: string): PageText {
  return language.startsWith('ja') ? ja : en;
}
