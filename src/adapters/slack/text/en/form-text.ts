import { COMMON } from './common';
import { DETAILS_OPENING } from './details-opening';

import { BUTTON, SUPPRESS, TRIAGE } from './forms';
import { COMMAND, NOTICE } from './notices';

export const FORM_TEXT = {
  ...COMMON,
  button: BUTTON,
  suppress: SUPPRESS,
  details: DETAILS_OPENING,
  triage: TRIAGE,
  notice: NOTICE,
  command: COMMAND,

  /** Text of an error: in English its own message, in other languages chosen by its code. */
  error: (_code: string, message: string) => message,
};
