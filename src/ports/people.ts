import type { Notice } from '../domain/notice';

/** A person, from Slack. */
export interface Person {
  userId: string;
  teamId: string;
  name: string;
  kind: 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated';
}

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
}
