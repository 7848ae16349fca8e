import type { Finding } from '../domain/finding';
import type { FindingFilter, FindingStore } from '../ports/findings';

/** Ten pages: what Security Hub's quota allows while a person waits. */
const MOST = 1000;

export interface Listed {
  findings: Finding[];
  /** False when there are more. */
  complete: boolean;
}

/** The findings that match the filter, at most MOST. */
export async function readFindings(store: FindingStore, filter: FindingFilter): Promise<Listed> {
  const findings: Finding[] = [];
  for await (const finding of store.list(filter)) {
    if (findings.length === MOST) return { findings, complete: false };
    findings.push(finding);
  }
  return { findings, complete: true };
}

export const OPEN: FindingFilter = { workflowStatus: ['NEW', 'NOTIFIED'], recordState: ['ACTIVE'] };
