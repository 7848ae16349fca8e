import { randomBytes } from 'node:crypto';

/** Slack's documented limits of a `response_url`: five answers within thirty minutes. */
const USES = 5;
const LIFE_MILLIS = 30 * 60 * 1000;

/** Where answers to a `response_url` go. */
export interface ResponseTarget {
  user: string;
  channel: string;
  /** The message that was clicked; a slash command has none. */
  ts?: string | undefined;
  threadTs?: string | undefined;
}

export interface ResponseUrls {
  /** A new URL for this target. */
  issue(target: ResponseTarget): string;
  /** Counts one use. Returns Slack's error when the URL has expired or has been used up. */
  use(id: string): ResponseTarget | 'invalid_url' | 'expired_url' | 'used_url';
}

export function createResponseUrls(clock: () => number, base: () => string): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; at: number; uses: number }>();
  return {
    issue(target) {
      const id = randomBytes(18).toString('base64url');
      issued.set(id, { target, at: clock(), uses: 0 });
      return `${base()}/response/${id}`;
    },
    use(id) {
      const known = issued.get(id);
      if (known === undefined) return 'invalid_url';
      if (clock() - known.at > LIFE_MILLIS) return 'expired_url';
      if (known.uses >= USES) return 'used_url';
      known.uses += 1;
      return known.target;
    },
  };
}
