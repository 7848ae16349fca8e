/** Everything a Slack client shows. Ephemeral messages are only in events: Slack forgets them on reload. */
export interface SlackState {
  workspace: { id: string; name: string };
  channels: SlackChannel[];
  /** User groups, by the name they are mentioned with. */
  groups: SlackChannel[];
  users: SlackUser[];
  messages: SlackMessage[];
  /** Open modals, at most three deep for one user, topmost last. */
  views: SlackView[];
  homes: SlackHome[];
}

export type SlackEvent =
  | { type: 'message'; message: SlackMessage }
  | { type: 'message-deleted'; channel: string; ts: string }
  | { type: 'view'; view: SlackView }
  | { type: 'view-closed'; id: string }
  | { type: 'home'; home: SlackHome };

export interface SlackChannel {
  id: string;
  name: string;
}

export interface SlackUser {
  id: string;
  /** Shown name, such as "Ana Silva". */
  name: string;
  title: string;
  kind: 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated';
  color: string;
}

/** A message as Slack keeps it. `blocks` is Block Kit JSON exactly as the app sent it. */
export interface SlackMessage {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: unknown[];
  attachments: unknown[];
  /** Set when the message is a reply. */
  threadTs?: string;
  /** A reply that is also shown in the channel. */
  broadcast?: boolean;
  /** Only this user sees it. */
  ephemeralTo?: string;
  edited?: boolean;
  metadata?: unknown;
  /** Starts at 1 and grows with each update. */
  revision: number;
}

export interface SlackView {
  id: string;
  user: string;
  /** Block Kit view JSON, type modal. */
  view: unknown;
  /** Errors the app answered a submission with, by block_id. */
  errors: Record<string, string>;
}

export interface SlackHome {
  user: string;
  /** Block Kit view JSON, type home; null until the app has published one. */
  view: unknown;
}

/** One request between Slack and the app that was answered. */
export interface SlackCall {
  /** ISO time it began. */
  at: string;
  to: 'app' | 'slack';
  what: string;
  /** HTTP status, 'ok', 'error', or the error of the Web API. */
  outcome: string;
  millis: number;
}
