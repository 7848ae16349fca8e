import type { WorkflowStatus } from './finding';

/** Until when a suppression holds. `date` is a calendar day, YYYY-MM-DD, in UTC; it ends when that day begins. */
export type Until = { kind: 'fix' } | { kind: 'date'; date: string } | { kind: 'ever' };

/** Where a suppression holds: in the images that the finding is in now, or in all, also in those to come. */
export const PLACES = ['here', 'everywhere'] as const;
export type Place = (typeof PLACES)[number];

/** Why a finding is suppressed. */
export const JUSTIFICATIONS = [
  'not-reachable',
  'not-in-execute-path',
  'mitigated-otherwise',
  'risk-accepted',
  'false-positive',
] as const;
export type Justification = (typeof JUSTIFICATIONS)[number];

export type Decision =
  | { kind: 'resolve'; reason?: string }
  /** Without a place, as decisions of earlier versions are, it holds here. They have a reason and no justification. */
  | {
      kind: 'suppress';
      reason?: string;
      until: Until;
      place?: Place;
      justification?: Justification;
      /** It extends the suppression that ends on this day, YYYY-MM-DD, and no other. */
      extends?: string;
    }
  | { kind: 'reopen'; reason?: string };

/** Who decides. The ids identify the person; the name is for people to read. */
export interface Actor {
  userId: string;
  teamId: string;
  name: string;
}

/** A requested decision: what, by whom, when (Slack's `action_ts`, seconds with a fraction). */
export interface DecisionRequest {
  decision: Decision;
  actor: Actor;
  actionTs: string;
}

export const STATUS_OF: Record<Decision['kind'], WorkflowStatus> = {
  resolve: 'RESOLVED',
  suppress: 'SUPPRESSED',
  // A reopened finding stays in its message and is not posted a second time.
  reopen: 'NOTIFIED',
};
