/** The action ids of this version; a click with any other id comes from another version's message. */
const ACTIONS = [
  'finding_resolve',
  'finding_suppress',
  'finding_reopen',
  'triage_all',
  'triage_filter',
  'triage_preview',
  'bulk_undo',
  'scan_cancel',
  'scan_accept',
  'scan_now',
  'home_refresh',
] as const;
export type ActionId = (typeof ACTIONS)[number];

/** Prefix of buttons that only open a page; Slack sends their clicks, too. */
export const LINK_PREFIX = 'link_';

const VIEWS = ['suppress', 'triage_all'] as const;
export type ViewId = (typeof VIEWS)[number];

export const COMMAND = '/vulnscan';

export function isActionId(id: string): id is ActionId {
  return ACTIONS.some((known) => known === id);
}

export function isViewId(id: string): id is ViewId {
  return VIEWS.some((known) => known === id);
}
