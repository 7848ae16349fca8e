import type { WorkflowStatus } from '../../../src/domain/finding';

/** What may stand of each finding in the end, by the words that people said. */
export interface Words {
  /** A status that somebody set. `isFirm`: nothing said earlier was still on its way, so it alone may stand. */
  say(id: string, status: WorkflowStatus, isFirm: boolean): void;
  /** A bulk decision: it also covers findings that come while it is carried out. */
  sayToComing(status: WorkflowStatus): void;
  /** The statuses of which one has to stand. */
  allowed(id: string): ReadonlySet<WorkflowStatus>;
  /** Everything said so far has arrived, and this is what stands. */
  settle(id: string, status: WorkflowStatus): void;
  /** How many times the finding may be shown. */
  appearances(id: string): number;
  said(id: string): readonly WorkflowStatus[];
  /** True when the last word was NEW and firm: then the finding has to be shown again. */
  isNewAgain(id: string): boolean;
  count(): { words: number; firm: number; findings: number };
}

/**
 * The last word has to stand. Where an earlier word was still on its way, the order in which the two took effect
 * cannot be known: either may stand.
 */
export function createWords(): Words {
  const allowed = new Map<string, ReadonlySet<WorkflowStatus>>();
  const said = new Map<string, WorkflowStatus[]>();
  const coming = new Set<WorkflowStatus>(['NOTIFIED']);
  const lastIsFirm = new Map<string, boolean>();
  let firm = 0;
  const of = (id: string) => allowed.get(id) ?? coming;
  const saidOf = (id: string) => said.get(id) ?? [];
  return {
    say(id, status, isFirm) {
      if (isFirm) firm += 1;
      said.set(id, [...saidOf(id), status]);
      lastIsFirm.set(id, isFirm);
      allowed.set(id, new Set([...(isFirm ? [] : of(id)), standing(status)]));
    },
    sayToComing: (status) => void coming.add(status),
    allowed: of,
    settle: (id, status) => void allowed.set(id, new Set([standing(status)])),
    appearances: (id) => 1 + saidOf(id).filter((status) => status === 'NEW').length,
    said: saidOf,
    isNewAgain: (id) => saidOf(id).at(-1) === 'NEW' && lastIsFirm.get(id) === true,
    count: () => ({
      words: [...said.values()].flat().length,
      firm,
      findings: said.size,
    }),
  };
}

/** What is NEW is shown, and then NOTIFIED. */
export function standing(status: WorkflowStatus): WorkflowStatus {
  return status === 'NEW' ? 'NOTIFIED' : status;
}
