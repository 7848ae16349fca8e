import { OWN_CARD, pageKey } from './card';
import { MOST_KEPT } from './changes-between';
import { classify, isEcho, knownOf, type Meaning, orderOf, saidIn } from './classify';
import { logged } from './decide';
import { statedBasis } from './decision-scope';
import { type Finding, isDecided, type WorkflowStatus } from './finding';
import { isWaiting } from './gathered';
import { hashOf } from './hash';
import type { Change, LedgerFinding, Snapshot } from './ledger';
import { remediesOf } from './remedies-of';
import type { Inherited } from './renamed';
import { GATHER_FOREIGN_MS } from './timing';
import { withMostImportant } from './unnamed-images';
import { untoldChanges } from './untold';
import { type FindingRules, isWanted } from './wanted';
import { type Now, workAt } from './work';

/** Findings that the rules don't want are kept and never posted. */
export type AbsorbRules = FindingRules;

/**
 * The item after a snapshot of its finding; undefined when nothing changes. `item` is undefined for a finding that the
 * ledger does not have.
 */
export function absorb(
  item: LedgerFinding | undefined,
  snapshot: Snapshot,
  rules: AbsorbRules,
  now: Now,
): LedgerFinding | undefined {
  return item === undefined ? created(snapshot, rules, now) : updated(item, snapshot, rules, now);
}

/** R0. A status that carries its own mark was written by us: it is taken over and nothing is owed. */
function created(snapshot: Snapshot, rules: AbsorbRules, now: Now): LedgerFinding {
  const { finding } = snapshot;
  const { workflowStatus: status, mark } = finding;
  const isOurs = status === mark.status && status !== 'NEW';
  const isUntouched = status === 'NEW' && mark.seq === 0;
  const seq = isOurs ? mark.seq : isUntouched ? 0 : mark.seq + 1;
  const base = status === 'NEW' ? seq : mark.seq;
  const content = contentOf(finding);
  const item: LedgerFinding = {
    version: 0,
    hash: hashOf(finding),
    finding: content,
    seq,
    base,
    baseAt: 0,
    at: 0,
    known: knownOf(saidIn(snapshot), now.now),
    ...cardOf(content, base, undefined),
    ...basisIn(finding),
    ownNote: false,
    noteTime: snapshot.time,
    tries: 0,
    log: isOurs || isUntouched ? [] : [adoption(seq, status, now)],
  };
  const { inherited } = finding.scan ?? {};
  if (isUntouched && inherited !== undefined) return owe(takenOver(item, inherited, now), now);
  const isOwed = !isOurs && (status !== 'NEW' || isWanted(content, rules));
  if (!isOwed) return item;
  return isWaiting(item) ? later(item, now) : owe(item, now);
}

/** A finding of Trivy's template waits for others that are imported together. */
function later(item: LedgerFinding, { now, token }: Now): LedgerFinding {
  return { ...item, work: workAt(new Date(now.getTime() + GATHER_FOREIGN_MS), 1, token) };
}

/** A finding that is decided from the start, since it was under its former id. It is written, and never posted. */
function takenOver(item: LedgerFinding, { status, note }: Inherited, now: Now): LedgerFinding {
  const seq = 1;
  const finding = { ...item.finding, workflowStatus: status, note };
  return {
    ...item,
    finding,
    seq,
    basis: statedBasis(finding),
    ownNote: true,
    log: [{ ...adoption(seq, status, now), by: 'vulnscan', reason: note.text }],
  };
}

function updated(
  item: LedgerFinding,
  snapshot: Snapshot,
  rules: AbsorbRules,
  now: Now,
): LedgerFinding | undefined {
  const status = item.finding.workflowStatus;
  const isNew = isRecreated(item, snapshot);
  if (isNew && status === 'SUPPRESSED') return owe(restored(item, snapshot, now), now);
  const said = saidIn(snapshot);
  const meaning = isNew ? 'adopt' : classify(item, said);
  const recorded = withChanges(item, withContent(item, snapshot), snapshot, rules, now);
  const adopted = withStatus(recorded, item, snapshot, meaning, now);
  const next = withNote(adopted, snapshot, meaning);
  const learns = !isEcho(said) && said.time > 0 && orderOf(said) > item.known.time;
  const learnt = learns ? { ...next, known: knownOf(said, now.now) } : next;
  const isAgain = meaning === 'again' && status !== 'NEW';
  const isRedrawn = !isSame(drawn(item), drawn(learnt)) || !isSame(item.untold, learnt.untold);
  if ((isAgain || isRedrawn) && isDue(learnt, rules)) {
    return owe(isAgain ? unsettled(learnt) : learnt, now);
  }
  return learnt === item ? undefined : learnt;
}

/**
 * Security Hub deletes findings that no scan renews, archived ones after as little as 30 days. Found again, such a finding is
 * NEW and has neither mark nor note. What was suppressed stays suppressed (issue 13); what was resolved is back, and asked again.
 */
function isRecreated(item: LedgerFinding, { finding }: Snapshot): boolean {
  const isUntouched = finding.workflowStatus === 'NEW' && finding.mark.seq === 0;
  const isLater = Date.parse(finding.createdAt) > Date.parse(item.finding.createdAt);
  return item.finding.workflowStatus !== 'NEW' && isUntouched && isLater;
}

/** The decision and its note are owed to Security Hub once more. A later scan reopens what has expired meanwhile. */
function restored(item: LedgerFinding, snapshot: Snapshot, { now }: Now): LedgerFinding {
  const content = withContent(item, snapshot);
  const ownNote = item.finding.note !== undefined;
  const known = knownOf(saidIn(snapshot), now);
  return { ...unsettled(content), known, noteTime: snapshot.time, ownNote };
}

/** Its status and note are to be written once more. */
function unsettled({ settled: _, ...item }: LedgerFinding): LedgerFinding {
  return item;
}

/** A finding that the rules don't want is shown only if it was shown or decided before. */
function isDue({ finding, seq }: LedgerFinding, rules: AbsorbRules): boolean {
  return seq > 0 || isWanted(finding, rules);
}

function owe(item: LedgerFinding, { now, token }: Now): LedgerFinding {
  const kept = item.work?.priority === 0 ? 0 : 1;
  return { ...item, work: workAt(now, kept, token), tries: 0 };
}

/** The content of a newer import; status and note stay the ledger's. */
function withContent(item: LedgerFinding, { finding }: Snapshot): LedgerFinding {
  if (Date.parse(finding.updatedAt) <= Date.parse(item.finding.updatedAt)) return item;
  const { workflowStatus, note } = item.finding;
  const { note: _, ...content } = contentOf(finding);
  // The stamp of findings that were gathered is only in the ledger.
  const scan = content.scan ?? item.finding.scan;
  return {
    ...item,
    finding: { ...content, workflowStatus, ...(note && { note }), ...(scan && { scan }) },
  };
}

/** What changed with a newer import so that people are to be told, if the finding is shown to them. */
function withChanges(
  item: LedgerFinding,
  recorded: LedgerFinding,
  { finding }: Snapshot,
  rules: AbsorbRules,
  { now }: Now,
): LedgerFinding {
  if (recorded === item || !isDue(item, rules)) return recorded;
  const changes = untoldChanges(item.finding, finding, now);
  if (changes.length === 0) return recorded;
  return { ...recorded, untold: [...(item.untold ?? []), ...changes] };
}

function withStatus(
  item: LedgerFinding,
  { finding: before }: LedgerFinding,
  { finding, time }: Snapshot,
  meaning: Meaning,
  now: Now,
): LedgerFinding {
  if (meaning !== 'adopt') return item;
  const { workflowStatus, mark } = finding;
  const seq = Math.max(item.seq, mark.seq) + 1;
  // What changed before is not told any more: a new card says the present state.
  const { request: _, basis: __, untold: ___, ...rest } = item;
  const adopted: LedgerFinding = {
    ...rest,
    ...basisIn(finding, before),
    finding: { ...item.finding, workflowStatus },
    seq,
    at: 0,
    known: knownOf(saidIn({ finding, time }), now.now),
    log: logged(item, adoption(seq, workflowStatus, now)),
  };
  if (workflowStatus !== 'NEW') return adopted;
  const { earlierCards: ____, cardRemedy: _____, ...reopened } = adopted;
  const place = cardOf(adopted.finding, seq, item.pageScan);
  const baseAt = now.now.getTime() / 1000;
  return { ...reopened, base: seq, baseAt, ...place, formerCard: item.card };
}

/**
 * How far a decision holds that Security Hub says. It covers what was known before: an event that shows a decision and a new
 * image at once does not say which was first, and no decision may spread by itself. Its note says more only if it is ours.
 */
function basisIn(finding: Finding, before = finding): Pick<LedgerFinding, 'basis'> {
  if (!isDecided(finding)) return {};
  const { note: _, ...withoutNote } = finding;
  const isOurs = finding.mark.status === finding.workflowStatus;
  return { basis: statedBasis(isOurs ? finding : withoutNote, before) };
}

/** The note of an adopted status, and a later note on a status that is known. */
function withNote(
  item: LedgerFinding,
  { finding, time }: Snapshot,
  meaning: Meaning,
): LedgerFinding {
  const { note, mark } = finding;
  const isLater = meaning === 'same' && mark.seq >= item.seq && time > item.noteTime;
  if (meaning !== 'adopt' && !(isLater && !isSame(note?.updatedBy, item.finding.note?.updatedBy)))
    return item;
  const { note: _, ...content } = item.finding;
  return {
    ...item,
    finding: { ...content, ...(note && { note }) },
    noteTime: time,
    ownNote: false,
  };
}

/** What a card draws of a finding. */
function drawn({ finding }: LedgerFinding): unknown {
  const { severity, title, score, scoreVersion, primaryUrl, packages, images, unnamed } = finding;
  return [
    unnamed?.count,
    [severity, title, score, scoreVersion, primaryUrl, finding.renamedFrom, stateOf(finding)],
    urgencyShown(finding),
    remediesOf(finding),
    finding.scan?.rebuild,
    packages.map((each) => [
      each.name,
      each.installedVersion,
      each.fixedVersion,
      each.path,
      each.image,
      each.tag,
      each.status,
    ]),
    images.map((each) => [
      [each.name, each.tag, each.digest, each.platform, each.services],
      [each.endOfLife, each.kind, each.exposure?.exposed],
    ]),
  ];
}

/** EPSS is left out: it changes every day. */
function urgencyShown({ urgency }: Finding): unknown {
  if (urgency === undefined) return undefined;
  const { outcome, dueAt, exploitedSince, exposed, automatable, impact, vectorSource } = urgency;
  return [outcome, dueAt, exploitedSince, exposed, automatable, impact, vectorSource];
}

function stateOf({ workflowStatus, recordState, note }: Finding): unknown {
  return [workflowStatus, recordState, note?.text, note?.updatedBy];
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function adoption(seq: number, status: WorkflowStatus, { now }: Now): Change {
  return { seq, at: now.toISOString(), status, by: 'security-hub', action: 'adopted' };
}

/** The part of a finding that the ledger keeps. */
export function contentOf(finding: Finding): Finding {
  const kept = withMostImportant(finding);
  return { ...kept, description: '', packages: kept.packages.slice(0, MOST_KEPT) };
}

/**
 * The card of an appearance. New findings of a scan are on the pages on which its scanner placed them; every other appearance
 * has a card of its own, until it joins the card of its upgrade. The page of a scan that has shown the finding before is not
 * used again.
 */
export function cardOf(
  finding: Finding,
  base: number,
  pageScan: string | undefined,
): Pick<LedgerFinding, 'card' | 'pageScan'> {
  const { scan, id, productArn } = finding;
  if (scan?.page === undefined || scan.id === pageScan) {
    const card = `${OWN_CARD}${productArn}/${id}${base === 0 ? '' : `+${base}`}`;
    return { card, ...(pageScan !== undefined && { pageScan }) };
  }
  return { card: pageKey(scan), pageScan: scan.id };
}

export function isOpen({ finding }: Pick<LedgerFinding, 'finding'>): boolean {
  return finding.recordState === 'ACTIVE' && !isDecided(finding);
}
