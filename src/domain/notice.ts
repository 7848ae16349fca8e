import type { QueryAnswer } from './query-answer';
import type { Decision } from './workflow';

/** A private reply to one person, worded by the adapters in the configured language. */
export type Notice =
  /** Somebody else was first. */
  | { kind: 'already-decided'; title: string; by: string; at?: string; status: string }
  /** The button belongs to an earlier appearance of the finding. */
  | { kind: 'shown-again'; title: string }
  /** Of the findings that a card's button named, not all were decided: others decided some meanwhile, or they are shown again. */
  | {
      kind: 'partly-decided';
      title: string;
      decision: Decision['kind'];
      done: number;
      of: number;
      by: { by: string; count: number }[];
      shownAgain: number;
    }
  /** Somebody else works on the upgrade. */
  | { kind: 'held'; title: string; by: string; since: string }
  | { kind: 'not-allowed'; ask: string[] }
  | { kind: 'not-found' }
  | { kind: 'decided'; decision: Decision['kind']; count: number }
  /** A bulk decision was split into jobs, which are applied message by message. */
  | { kind: 'deciding'; decision: Decision['kind']; count: number }
  /** An undo of a bulk decision; what that has not reached yet stays open. */
  | { kind: 'undoing'; count: number }
  | { kind: 'scan-started'; images: string[] }
  | { kind: 'scan-running'; images: string[]; startedAt?: string }
  | { kind: 'scan-cancelling' }
  | { kind: 'nothing-running' }
  /** For a guest, an app, or a person of another workspace. */
  | { kind: 'members-only' }
  /** Somebody accepted it before, or its scan is not known any more. */
  | { kind: 'nothing-to-accept' }
  /** `allowed`: image names that may be scanned; `registries`: hosts of which every image may be scanned. */
  | {
      kind: 'unknown-image';
      asked: string;
      allowed: string[];
      registries: string[];
      nearest?: string;
    }
  /** The answer to a question of /vulnscan. */
  | { kind: 'answer'; answer: QueryAnswer }
  /** A failure: what failed, what to do, and the id that is also in the log. */
  | {
      kind: 'failed';
      /** A known operation, which is translated, or a text. */
      what: Operation | string;
      reason: string;
      /** The error's code, by which the reason is translated. */
      code?: string;
      /** It is tried again automatically. */
      triedAgain?: boolean;
      reference: string;
    };

export type Operation = Decision['kind'] | 'hold' | 'scan' | 'cancel' | 'ask';
