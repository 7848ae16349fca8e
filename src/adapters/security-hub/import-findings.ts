import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  type ImportFindingsError,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import type { FindingImport } from '../../domain/finding-import';
import { utf8Length } from '../../domain/text';
import type { ImportOutcome, RefusedFinding } from '../../ports/findings';
import { toAsff } from './asff/to-asff';
import type { AsffFinding } from './asff/types';
import { type CallDeps, call, sendBatch } from './call';
import { notEnabled } from './errors';

/** BatchImportFindings accepts 100 findings and 6 MB per call; the rest is margin. */
const FINDINGS_PER_CALL = 100;
const BYTES_PER_CALL = 5_800_000;

/** Concurrent calls: the rate is 10 per second, and a call takes up to a second. */
const IN_FLIGHT = 8;

/** Codes of refused findings that may be accepted when sent again. The service does not document its codes. */
const TRANSIENT = /throttl|internal|limit|concurrent|unavailable|timeout/i;

export async function importAll(
  deps: CallDeps & { client: SecurityHubClient },
  findings: FindingImport[],
  onBatch: (done: number) => void = () => undefined,
): Promise<ImportOutcome> {
  const outcome: ImportOutcome = { imported: 0, refused: [] };
  let done = 0;
  await inParallel(batches(newestById(findings)), async (batch) => {
    const part = await importBatch(deps, batch);
    outcome.imported += part.imported;
    outcome.refused.push(...part.refused);
    done += batch.length;
    onBatch(done);
  });
  const access = outcome.refused.find((each) => each.code === 'InvalidAccess');
  if (access !== undefined && outcome.imported === 0) throw notEnabled(access.message);
  return outcome;
}

/** Runs a few at a time. After a failure no further item is started; running ones end before it rejects. */
async function inParallel<T>(items: Generator<T>, run: (item: T) => Promise<void>): Promise<void> {
  const worker = async (): Promise<void> => {
    for (const item of items) await run(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** The service does not document what two findings with one Id in a call do, so the last one is sent alone. */
function newestById(findings: FindingImport[]): FindingImport[] {
  return [...new Map(findings.map((finding) => [finding.content.id, finding])).values()];
}

/** Encodes only what the next call takes: 10,000 findings at up to 200 KB would not fit in memory. */
function* batches(findings: FindingImport[]): Generator<AsffFinding[]> {
  let batch: AsffFinding[] = [];
  let bytes = 0;
  for (const { content, stamp, target } of findings) {
    const finding = toAsff(content, stamp, target);
    const size = utf8Length(JSON.stringify(finding)) + 1;
    if (batch.length === FINDINGS_PER_CALL || (batch.length > 0 && bytes + size > BYTES_PER_CALL)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(finding);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function importBatch(
  deps: CallDeps & { client: SecurityHubClient },
  batch: AsffFinding[],
): Promise<ImportOutcome> {
  const refused = await sendBatch(deps, batch, {
    send: (findings) => send(deps, findings),
    keyOf: (finding) => finding.Id,
    keyOfRefusal: (refusal) => refusal.id,
    isTransient: (refusal) => TRANSIENT.test(refusal.code),
  });
  return { imported: batch.length - refused.length, refused };
}

async function send(
  deps: CallDeps & { client: SecurityHubClient },
  batch: AsffFinding[],
): Promise<RefusedFinding[]> {
  const command = new BatchImportFindingsCommand({
    Findings: batch satisfies AwsSecurityFinding[],
  });
  const answer = await call(deps, 'BatchImportFindings', 'import findings into Security Hub', () =>
    deps.client.send(command),
  );
  return (answer.FailedFindings ?? []).map(toRefused);
}

function toRefused(error: ImportFindingsError): RefusedFinding {
  return {
    id: error.Id ?? '',
    code: error.ErrorCode ?? 'Unknown',
    message: error.ErrorMessage ?? 'no reason given',
  };
}
