import { digestOf } from '../domain/digest';
import { Refused } from '../domain/errors';
import type { Finding } from '../domain/finding';
import type { MessageRef } from '../domain/message';
import { LONGEST_SCAN_MS } from '../domain/timing';
import type { Channel } from '../ports/channel';
import type { FindingStore } from '../ports/findings';
import type { Log } from '../ports/runtime';

export interface RefreshDigestDeps {
  store: FindingStore;
  channel: Channel;
  log: Log;
}

/** Redraws the digest of a finished scan, if it has one, from all of its findings. */
export async function refreshDigest(
  deps: RefreshDigestDeps,
  scan: { scanId: string; at: string },
): Promise<void> {
  const since = new Date(Date.parse(scan.at) - LONGEST_SCAN_MS);
  const ref = await deps.channel.findDigest(scan.scanId, since);
  if (ref === undefined) return;
  const findings = await findingsOf(deps, scan.scanId, ref);
  const total = Math.max(0, ...findings.map((finding) => finding.scan?.newFindings ?? 0));
  try {
    await deps.channel.rewrite(ref, {
      kind: 'digest',
      digest: digestOf(scan.scanId, total, findings),
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    deps.log.warn('the digest can not be drawn again', { scan: scan.scanId, code: error.code });
  }
}

/** The scan's findings: shown under its digest, or still to be posted. */
async function findingsOf(
  { store }: RefreshDigestDeps,
  scanId: string,
  ref: MessageRef,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of store.list({ recordState: ['ACTIVE'] })) {
    const isShownHere = finding.placement?.threadTs === ref.ts;
    const isToCome = finding.workflowStatus === 'NEW' && finding.scan?.id === scanId;
    if (isShownHere || isToCome) findings.push(finding);
  }
  return findings;
}
