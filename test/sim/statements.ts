import type { WorkflowStatus } from '../../src/domain/finding';

/** Something that somebody said about a finding's status. */
export interface Statement {
  /** When it was said, epoch milliseconds. */
  at: number;
  status: WorkflowStatus;
  who: 'click' | 'foreign' | 'scanner' | 'security-hub';
  /** Number of the write that carries a click. */
  seq?: number;
  /** When Security Hub had it. */
  appliedAt?: number;
  /** It looks like our own write coming back, so that nothing tells the two apart. */
  looksOurs?: boolean;
}

/** What was said about each finding, oldest first. */
export function createStatements() {
  const said = new Map<string, Statement[]>();
  return {
    say: (id: string, statement: Statement): Statement => {
      said.set(id, [...(said.get(id) ?? []), statement]);
      return statement;
    },
    about: (id: string): Statement[] => said.get(id) ?? [],
    count: () => [...said.values()].flat().length,
  };
}

export type Statements = ReturnType<typeof createStatements>;
