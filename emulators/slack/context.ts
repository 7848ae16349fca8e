import { randomBytes } from 'node:crypto';
import type { SlackCall, SlackEvent } from './events';
import type { Faults } from './faults';
import type { Deliver } from './interaction/deliver';
import type { ResponseUrls } from './response-urls';
import type { Triggers } from './triggers';
import type { Workspace } from './workspace';

/** What every part of the emulator works with. */
export interface Slack {
  workspace: Workspace;
  faults: Faults;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  /** Milliseconds since 1970. */
  clock: () => number;
  emit: (event: SlackEvent) => void;
  /** The app's endpoint. */
  app: Deliver;
  /** Where the workspace is; `https://example.slack.com` at Slack. */
  address: () => string;
  /** The slash commands the app has registered. */
  commands: readonly string[];
  record: (call: SlackCall) => void;
  /** A message's timestamp: unique and increasing, as Slack's are. */
  nextTs: () => string;
}

/** Hands out Slack timestamps, seconds and microseconds, each later than the one before. */
export function createTimestamps(clock: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(clock() * 1000, last + 1);
    const micros = String(last % 1_000_000).padStart(6, '0');
    return `${Math.floor(last / 1_000_000)}.${micros}`;
  };
}

/** An id of Slack's look: a letter for the kind, then ten letters and digits. */
export function newId(letter: string): string {
  return `${letter}0${randomBytes(5).toString('hex').toUpperCase()}`;
}

/** A view's `hash`: changes with every update, so that a stale one can be refused. */
export function newHash(clock: () => number): string {
  return `${Math.floor(clock() / 1000)}.${randomBytes(4).toString('hex')}`;
}
