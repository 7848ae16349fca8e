import { parseFinding } from '../../src/adapters/security-hub/asff/parse-finding';
import { toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import type { KnownFinding } from '../../src/domain/detection';
import { type Finding, type FindingKey, keyText } from '../../src/domain/finding';
import type { FindingImport } from '../../src/domain/finding-import';
import type {
  FindingChange,
  FindingFilter,
  FindingStore,
  ImportOutcome,
  UpdateOutcome,
} from '../../src/ports/findings';

export const ACCOUNT = '123456789012';
export const PRODUCT = 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity';
/** The account's own product: what `aws.product: default` imports as. */
export const DEFAULT_PRODUCT = `arn:aws:securityhub:eu-west-1:${ACCOUNT}:product/${ACCOUNT}/default`;

/** One finding and what was written to it. */
interface HubRecord {
  finding: KnownFinding;
  /** Applied states, oldest first. */
  versions: { at: number; finding: KnownFinding }[];
  /** Updates in the order in which they were accepted; the newest ones may not be applied yet. */
  accepted: { at: number; writer: string; change: FindingChange }[];
  /** From when on reads know the finding, epoch milliseconds. */
  indexedAt: number;
  /** When the last accepted update is applied, epoch milliseconds. */
  busyUntil: number;
}

interface Refusal {
  code: string;
  message: string;
  retryable: boolean;
}

/** Everything is optional: by default a write is applied at once and a read shows the newest state. */
export interface HubOptions {
  /** Epoch milliseconds. */
  now?(): number;
  /** Products whose findings `list` gives. */
  products?: string[];
  /** How long an accepted update takes until it is applied. */
  delay?: {
    ms(): number;
    /** Updates may be applied in another order than they were accepted. */
    reorder: boolean;
    runAt(time: number, run: () => void): void;
  };
  /** How long a new finding takes until reads know it, milliseconds. */
  indexingMs?(): number;
  /** How old a state a read shows, milliseconds; asked once for each finding. */
  readAgeMs?(): number;
  /** Refuses one finding of an update or import. */
  refuse?(key: FindingKey): Refusal | undefined;
  onCall?(call: string): void;
  onUpdate?(writer: string, change: FindingChange): void;
  /** A state was applied: EventBridge sends an event. */
  onApplied?(record: HubRecord, applied: { before: Finding; writer: string }): void;
}

/**
 * Security Hub in memory. Findings are keyed as in the service, by account, product ARN and id. As the port
 * promises, the store reads and writes those of its own account only.
 */
export interface FakeHub {
  /** The store as one identity sees it; `writer` is who `accepted` and the hooks name. */
  storeOf(writer: string): FindingStore;
  records(): HubRecord[];
  findings(): KnownFinding[];
  /** Fails for a finding of the own account that is not there. */
  record(key: FindingKey): HubRecord;
  /** A finding of the own account. A bare id has to name one finding, whichever product it is of. */
  finding(key: FindingKey | string): KnownFinding | undefined;
  /** Makes this the applied state, without an event. Any account. */
  set(finding: KnownFinding): void;
  remove(id: string): void;
  /** Changes an applied state right now, with an event. */
  apply(record: HubRecord, writer: string, change: Partial<KnownFinding>): void;
  /** BatchImportFindings of one finding. */
  importOne(finding: KnownFinding, writer: string): void;
  /** Every update that was asked for, oldest first. */
  updates: { keys: FindingKey[]; change: FindingChange }[];
  /** Findings that may still be written. Then every write fails, as it does for a process that was killed. */
  writesLeft: number;
}

export function createFakeHub(options: HubOptions = {}): FakeHub {
  const records = new Map<string, HubRecord>();
  const now = options.now ?? (() => 0);
  const { products = [PRODUCT, DEFAULT_PRODUCT] } = options;
  const ownRecord = (key: FindingKey) => records.get(recordKey({ ...key, accountId: ACCOUNT }));
  const own = () => [...records.values()].filter(({ finding }) => finding.accountId === ACCOUNT);

  function add(finding: KnownFinding, indexingMs: number): HubRecord {
    const record: HubRecord = {
      finding,
      versions: [],
      accepted: [],
      indexedAt: now() + indexingMs,
      busyUntil: 0,
    };
    records.set(recordKey(finding), record);
    return record;
  }

  function put(record: HubRecord, finding: KnownFinding): void {
    record.finding = finding;
    record.versions.push({ at: now(), finding });
  }

  function apply(record: HubRecord, writer: string, change: Partial<KnownFinding>): void {
    const before = record.finding;
    put(record, { ...before, ...change });
    options.onApplied?.(record, { before, writer });
  }

  /** An import needs a newer UpdatedAt, and never touches what a customer may change. */
  function importOne(imported: KnownFinding, writer: string): void {
    const record = records.get(recordKey(imported));
    if (record === undefined) {
      apply(add(imported, options.indexingMs?.() ?? 0), writer, {});
      return;
    }
    const old = record.finding;
    if (Date.parse(imported.updatedAt) <= Date.parse(old.updatedAt)) return;
    const { workflowStatus: _, note: _note, mark: _mark, ...content } = imported;
    const isBack = old.recordState === 'ARCHIVED' && imported.recordState === 'ACTIVE';
    const isReset = isBack && old.workflowStatus !== 'SUPPRESSED';
    apply(record, writer, { ...content, ...(isReset && { workflowStatus: 'NEW' }) });
  }

  function schedule(record: HubRecord, writer: string, change: FindingChange): void {
    const note = change.note && { ...change.note, updatedAt: new Date(now()).toISOString() };
    const run = () => apply(record, writer, { ...change, ...(note && { note }) });
    const { delay } = options;
    if (delay === undefined) {
      run();
      return;
    }
    const wanted = now() + delay.ms();
    const when = delay.reorder ? wanted : Math.max(wanted, record.busyUntil);
    record.busyUntil = Math.max(record.busyUntil, when);
    delay.runAt(when, run);
  }

  function update(writer: string, keys: FindingKey[], change: FindingChange): UpdateOutcome {
    options.onUpdate?.(writer, change);
    hub.updates.push({ keys, change });
    const outcome: UpdateOutcome = { updated: [], refused: [] };
    for (const key of distinct(keys)) {
      spend(`update ${key.id} ${change.workflowStatus ?? 'note'}`);
      const record = ownRecord(key);
      const refusal = options.refuse?.(key) ?? (record === undefined ? NOT_FOUND : undefined);
      if (refusal !== undefined || record === undefined) {
        outcome.refused.push({ id: key.id, productArn: key.productArn, ...(refusal ?? NOT_FOUND) });
        continue;
      }
      record.accepted.push({ at: now(), writer, change });
      schedule(record, writer, change);
      outcome.updated.push({ id: key.id, productArn: key.productArn });
    }
    return outcome;
  }

  function spend(call: string): void {
    if (hub.writesLeft <= 0) throw new Error('the process was killed');
    hub.writesLeft -= 1;
    options.onCall?.(call);
  }

  /** What a read shows of a finding: now and then an older state, and nothing before it is indexed. */
  function view(record: HubRecord | undefined): KnownFinding | undefined {
    if (record === undefined) return undefined;
    const at = now() - (options.readAgeMs?.() ?? 0);
    if (at < record.indexedAt) return undefined;
    return record.versions.findLast((version) => version.at <= at)?.finding;
  }

  async function* list(filter: FindingFilter): AsyncGenerator<KnownFinding> {
    options.onCall?.('list');
    for (const record of own()) {
      const finding = view(record);
      if (finding && products.includes(finding.productArn) && matches(finding, filter)) {
        yield finding;
      }
    }
  }

  function storeOf(writer: string): FindingStore {
    return {
      get: async (keys) => {
        options.onCall?.('get');
        return distinct(keys).flatMap((key) => view(ownRecord(key)) ?? []);
      },
      list,
      importAll: async (all, onBatch) => {
        const outcome: ImportOutcome = { imported: 0, refused: [] };
        for (const finding of newestOf(all.map(storedAs))) {
          spend(`import ${finding.id} ${finding.recordState}`);
          const refusal = options.refuse?.(finding);
          if (refusal === undefined) {
            importOne(finding, writer);
            outcome.imported += 1;
          } else {
            const { code, message } = refusal;
            outcome.refused.push({ id: finding.id, code, message });
          }
        }
        onBatch?.(all.length);
        return outcome;
      },
      update: async (keys, change) => {
        options.onCall?.('update');
        return update(writer, keys, change);
      },
    };
  }

  const hub: FakeHub = {
    storeOf,
    records: () => [...records.values()],
    findings: () => [...records.values()].map(({ finding }) => finding),
    record: (key) => {
      const found = ownRecord(key);
      if (found === undefined) throw new Error(`no finding ${keyText(key)}`);
      return found;
    },
    finding: (key) => {
      if (typeof key !== 'string') return ownRecord(key)?.finding;
      const found = own().filter(({ finding }) => finding.id === key);
      if (found.length > 1) throw new Error(`${key} names findings of several products`);
      return found[0]?.finding;
    },
    set: (finding) => put(records.get(recordKey(finding)) ?? add(finding, 0), finding),
    remove: (id) => {
      for (const [key, { finding }] of records) if (finding.id === id) records.delete(key);
    },
    apply,
    importOne,
    updates: [],
    writesLeft: Number.POSITIVE_INFINITY,
  };
  return hub;
}

const NOT_FOUND: Refusal = {
  code: 'FindingNotFound',
  message: 'The finding does not exist or is not indexed yet.',
  retryable: false,
};

function recordKey({ accountId, ...key }: FindingKey & { accountId: string }): string {
  return `${accountId}|${keyText(key)}`;
}

function newestOf(findings: KnownFinding[]): KnownFinding[] {
  return [...new Map(findings.map((finding) => [keyText(finding), finding])).values()];
}

function distinct(keys: FindingKey[]): FindingKey[] {
  return [...new Map(keys.map((key) => [keyText(key), key])).values()];
}

function matches(finding: Finding, filter: FindingFilter): boolean {
  const { workflowStatus, recordState, severities, vulnerabilityId, updatedBefore } = filter;
  return (
    (workflowStatus?.includes(finding.workflowStatus) ?? true) &&
    (recordState?.includes(finding.recordState) ?? true) &&
    (severities?.includes(finding.severity) ?? true) &&
    (vulnerabilityId === undefined || finding.generatorId === `Trivy/${vulnerabilityId}`) &&
    (updatedBefore === undefined || finding.updatedAt <= updatedBefore)
  );
}

/** The finding that Security Hub stores when this is imported. */
export function storedAs({ content, stamp, target }: FindingImport): Finding {
  return parseFinding(toAsff(content, stamp, target));
}
