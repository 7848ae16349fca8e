import type { Notice } from '../domain/notice';

/** A person, from Slack. */
export interface Person {
  userId: string;
  /** The home workspace for its members, also where another workspace of the organization is their first. */
  teamId: string;
  name: string;
  kind: 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated';
}

/** Whether a person may decide. `ask`: users and user groups who may. */
export type Permission = { allowed: true; person: Person } | { allowed: false; ask: string[] };

export interface People {
  /** Cached for at most five minutes. */
  lookUp(userId: string): Promise<Person>;
  /** Ids of a user group's members, cached for at most five minutes. */
  membersOf(usergroupId: string): Promise<string[]>;
}

/** Private replies to one person: through the click's response_url, or as an ephemeral message. */
export interface Replies {
  tell(to: ReplyTo, notice: Notice): Promise<void>;
}

export interface ReplyTo {
  userId: string;
  channel?: string;
  threadTs?: string;
  /** Good for 30 minutes and five uses. */
  responseUrl?: string;
  /** In the place of the private message that was clicked. Where that is no longer possible: as a new one. */
  replaces?: true;
}
