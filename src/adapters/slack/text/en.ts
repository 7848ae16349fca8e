import { ANSWER } from './en/answers';
import { ALERT, CARD } from './en/cards';
import { BULK, CHANGES, CONFIRM, DECISION, STATE } from './en/decisions';
import { DETAILS } from './en/details';
import { FORM_TEXT } from './en/form-text';
import { HEALTH } from './en/health';
import { HOME, OPEN } from './en/home';
import { ATTENTION, DIGEST, FEEDS, SCAN, URGENT_PAGE } from './en/scans';
import { URGENCY } from './en/urgency';

/** All texts that vulnscan shows in Slack, in English. `ja.ts` has the same keys. */
export const en = {
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
};

export type Text = typeof en;
