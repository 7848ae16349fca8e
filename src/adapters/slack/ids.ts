/** The action ids of this version; a click with any other id comes from another version's message. */
const ACTIONS = [
  'finding_resolve',
  'finding_suppress',
  'finding_reopen',
  'remedy_take',
  'remedy_release',
  'remedy_resolve',
  'remedy_suppress',
  'remedy_extend',
  'remedy_reopen',
  'remedy_details',
  'details_next',
  'details_back',
  'triage_all',
  'triage_filter',
  'triage_preview',
  'bulk_undo',
  'scan_cancel',
  'scan_accept',
  'scan_overdue',
  'scan_now',
  'home_refresh',
  'home_image',
  'home_due',
  'home_next',
  'home_back',
  'open_image',
  'open_next',
  'open_back',
] as const;
export type ActionId = (typeof ACTIONS)[number];

/**
 * Action id of every menu. The value of an entry is the id of the action it stands for; what the action is about is the id
 * of its block, since the value of an entry holds 75 characters only.
 */
export const MENU = 'menu';

/** Prefix of buttons that only open a page; Slack sends their clicks, too. */
export const LINK_PREFIX = 'link_';

const VIEWS = ['suppress', 'triage_all', 'details'] as const;
export type ViewId = (typeof VIEWS)[number];

export const COMMAND = '/vulnscan';

export function isActionId(id: string): id is ActionId {
  return ACTIONS.some((known) => known === id);
}

export function isViewId(id: string): id is ViewId {
  return VIEWS.some((known) => known === id);
}
