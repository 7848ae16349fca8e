import type { Text } from './en';
import { ANSWER } from './ja/answers';
import { ALERT, CARD } from './ja/cards';
import { BULK, CHANGES, CONFIRM, DECISION, STATE } from './ja/decisions';
import { DETAILS } from './ja/details';
import { ERRORS } from './ja/errors';
import { sayError } from './ja/form-errors';
import { FORM_TEXT } from './ja/form-text';
import { HEALTH } from './ja/health';
import { HOME, OPEN } from './ja/home';
import { ATTENTION, DIGEST, FEEDS, SCAN, URGENT_PAGE } from './ja/scans';
import { URGENCY } from './ja/urgency';

/** vulnscan が Slack に表示する文の日本語版。キーは en.ts と同じ。 */
export const ja: Text = {
  ...FORM_TEXT,
  details: DETAILS,
  alert: ALERT,
  card: CARD,
  urgency: URGENCY,
  state: STATE,
  decision: DECISION,
  confirm: CONFIRM,
  bulk: BULK,
  changes: CHANGES,
  urgentPage: URGENT_PAGE,
  digest: DIGEST,
  scan: SCAN,
  attention: ATTENTION,
  feeds: FEEDS,
  health: HEALTH,
  answer: ANSWER,
  home: HOME,
  open: OPEN,
  error: (code, message) => sayError(ERRORS, code, message),
};
