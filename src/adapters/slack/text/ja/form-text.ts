import type * as EN from '../en/form-text';
import { COMMON } from './common';
import { DETAILS_OPENING } from './details-opening';
import { FORM_ERRORS, sayError } from './form-errors';
import { BUTTON, SUPPRESS, TRIAGE } from './forms';
import { COMMAND, NOTICE } from './notices';

export const FORM_TEXT: typeof EN.FORM_TEXT = {
  ...COMMON,
  button: BUTTON,
  suppress: SUPPRESS,
  details: DETAILS_OPENING,
  triage: TRIAGE,
  notice: NOTICE,
  command: COMMAND,
  error: (code, message) => sayError(FORM_ERRORS, code, message),
};
