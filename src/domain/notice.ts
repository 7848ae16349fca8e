import type { QueryAnswer } from './query-answer';
import type { Decision } from './workflow';

/** A private answer to one person. Adapters word it in the configured language. */
export type Notice =
  /** Somebody else was first. */
  | { kind: 'already-decided'; title: string; by: string; at?: string; status: string }
  | { kind: 'not-allowed'; ask: string[] }
  | { kind: 'not-found'; title?: string }
  | { kind: 'decided'; decision: Decision['kind']; count: number }
  /** A bulk decision was taken apart and is being carried out, message by message. */
  | { kind: 'deciding'; decision: Decision['kind']; count: number }
  | { kind: 'scan-started'; images: string[] }
  | { kind: 'scan-running'; images: string[]; startedAt?: string }
  | { kind: 'scan-cancelling' }
  | { kind: 'nothing-running' }
  | { kind: 'may-not-scan' }
  /** `allowed`: names that may be asked for; `registries`: hosts of which any image may be. */
  | {
      kind: 'unknown-image';
      asked: string;
      allowed: string[];
      registries: string[];
      nearest?: string;
    }
  /** What somebody asked with /vulnscan. */
  | { kind: 'answer'; answer: QueryAnswer }
  /** Anything that went wrong: what failed, what to do, and the id that is also in the log. */
  | {
      kind: 'failed';
      /** Something that is worded for people, or words themselves. */
      what: Doing | string;
      reason: string;
      /** The error's code, by which the reason is said in another language. */
      code?: string;
      /** It is tried again without anybody doing anything. */
      triedAgain?: boolean;
      reference: string;
    };

/** What can fail. */
type Doing = Decision['kind'] | 'scan';
