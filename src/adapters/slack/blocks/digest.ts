import { SEVERITIES, type Severity } from '../../../domain/finding';
import type { Digest, DigestScan, RemedyLine } from '../../../domain/message';
import { writeTriageValue } from '../button-values';
import { code, escaped, withoutTimes } from '../escape';
import { attentionTexts, spokenAttention } from './attention';
import { bar } from './bar';
import { word } from './card-words';
import { feedTexts } from './feeds';
import { remedyLine } from './remedy-line';
import { type RenderContext, showDate, showDuration, showTime } from './render-context';
import { attentionBlocks } from './scan-done';
import {
  actions,
  type Block,
  button,
  context as contextBlock,
  fold,
  header,
  identify,
  type Payload,
  section,
} from './shared-blocks';
import { textsOf } from './texts';

/** Names that are shown: of people, and of the images of a package without a fix. */
const MOST_PEOPLE = 3;
const MOST_IMAGES = 2;

/** The message of a scan with many new findings: what became of them, what to do next, and the scan itself. */
export function renderDigest(digest: Digest, context: RenderContext): Payload {
  const isComplete = digest.tookMs !== undefined;
  const blocks = [
    header(isComplete ? completeTitle(digest, context) : title(digest, context)),
    ...(isComplete ? outcome(digest, context) : work(digest, context)),
    ...scanBlocks(digest.scan, context),
  ];
  const text = isComplete ? spokenComplete(digest, context) : spokenDigest(digest, context);
  return { text, blocks: identify('digest', blocks), attachments: [] };
}

function openOf({ open }: Digest): number {
  return Object.values(open).reduce((sum, count) => sum + count, 0);
}

function decidedOf({ resolved, suppressed, gone }: Digest): number {
  return resolved + suppressed + gone;
}

/** `13 new · 5 decided · 8 open (3 critical)`; the count of what is open is that of all while nothing is decided. */
function title(digest: Digest, { text }: RenderContext): string {
  const words = text.digest;
  const { CRITICAL: critical = 0 } = digest.open;
  const decided = decidedOf(digest);
  if (digest.isCounting) {
    return [words.new(digest.total, 0), words.soFar(openOf(digest) + decided)].join(' · ');
  }
  if (decided === 0) return words.new(digest.total, critical);
  const open = openOf(digest);
  return [words.new(digest.total, 0), words.decided(decided), words.open(open, critical)].join(
    ' · ',
  );
}

function completeTitle({ total, tookMs = 0 }: Digest, context: RenderContext): string {
  return `✅ ${context.text.digest.complete(total, showDuration(context, tookMs))}`;
}

function outcome(digest: Digest, context: RenderContext): Block[] {
  const words = context.text.digest;
  const counts = (['resolved', 'suppressed', 'gone'] as const).flatMap((kind) =>
    digest[kind] === 0 ? [] : [words.outcome[kind](digest[kind])],
  );
  const people = peopleOf(digest, context);
  return [contextBlock([...(people === '' ? [] : [people]), ...counts].join(' · '))];
}

/** Empty where nobody is known. `style`: in mrkdwn, or as it is read aloud. */
function peopleOf({ deciders }: Digest, { text }: RenderContext, style = word): string {
  const names = deciders.slice(0, MOST_PEOPLE).map((name) => style(name, 60));
  return text.digest.people(names, deciders.length - names.length);
}

function work(digest: Digest, context: RenderContext): Block[] {
  const words = context.text.digest;
  const lines = digest.next.map((line) => remedyLine(line, context));
  const heading = lines.length === 0 ? [] : [`*${words.next}*`];
  const head = [...progress(digest, context), ...heading];
  return [
    ...(head.length === 0 ? [] : [section(head.join('\n'))]),
    ...textsOf(lines).map(section),
    ...others(digest, context),
    ...triageButton(digest, context),
  ];
}

function progress(digest: Digest, context: RenderContext): string[] {
  const decided = decidedOf(digest);
  if (decided === 0 || digest.isCounting) return [];
  const people = peopleOf(digest, context);
  const who = people === '' ? '' : `  ${context.text.digest.decidedBy(people)}`;
  return [`${bar(decided, digest.total)}${who}`];
}

/** What the list leaves out: further upgrades, and packages without a fix, which nobody can upgrade. */
function others({ more, noFix }: Digest, { text }: RenderContext): Block[] {
  const words = text.digest;
  const named = noFix.packages.map(({ name, images, unnamed }) => {
    const where = images.map((image) => code(image, 60));
    return words.inImages(code(name, 60), fold(where, MOST_IMAGES, text, unnamed));
  });
  const rest = noFix.total - named.length;
  const list = `${text.listed(named)}${rest > 0 ? ` ${words.morePackages(rest)}` : ''}`;
  const parts = [
    ...(more > 0 ? [words.moreUpgrades(more)] : []),
    ...(named.length > 0 ? [words.noFix(list)] : []),
    words.inThread,
  ];
  return [contextBlock(parts.join(' · '))];
}

function triageButton(digest: Digest, { text }: RenderContext): Block[] {
  const open = openOf(digest);
  if (open === 0) return [];
  const value = writeTriageValue({ scanId: digest.scanId });
  return [actions([button({ action: 'triage_all', label: text.button.triage(open), value })])];
}

/** What the scan could not say comes first. */
function scanBlocks(scan: DigestScan | undefined, context: RenderContext): Block[] {
  if (scan === undefined) return [];
  const { text } = context;
  const { at, images, gone, databaseAt, attention, totals, report } = scan;
  const { completed } = report ?? {};
  const parts = [
    text.digest.scan(text.images(images), showTime(context, at)),
    ...(gone === 0 ? [] : [text.digest.outcome.gone(gone)]),
    ...(databaseAt === undefined ? [] : [text.scan.database(showTime(context, databaseAt))]),
  ];
  return [
    ...(report === undefined || completed === undefined
      ? attentionTexts(attention, context, totals).map(section)
      : attentionBlocks(report, completed, context)),
    contextBlock(parts.join(' · ')),
    ...feedTexts(completed?.staleFeeds ?? [], context).map(contextBlock),
  ];
}

function spokenDigest(digest: Digest, context: RenderContext): string {
  const { text } = context;
  const [first] = digest.next;
  const { CRITICAL: critical = 0 } = digest.open;
  const counts = text.digest.spoken(digest.total, decidedOf(digest), openOf(digest), critical);
  const what = first === undefined ? [] : [text.digest.spokenFirst(spokenLine(first, context))];
  return text.sentences([counts, ...what, ...spokenScan(digest, context)]);
}

/** Only where the scan has no message that says it. */
function spokenScan({ scan }: Digest, context: RenderContext): string[] {
  if (scan?.report === undefined) return [];
  const said = spokenAttention(scan.attention, scan.totals, context);
  return said === '' ? [] : [said];
}

/** Escaped. */
function spokenLine(
  { remedy, images, unnamed = 0, dueAt, overdue }: RemedyLine,
  context: RenderContext,
): string {
  const { text } = context;
  const [row] = remedy.rows;
  const target = row?.target === undefined ? undefined : escaped(row.target, 60);
  const what = text.digest.upgrade(
    escaped(remedy.name, 60),
    escaped(row?.installed ?? '', 60),
    target,
  );
  const where = images.slice(0, MOST_IMAGES).map((image) => escaped(image, 60));
  const more = images.length + unnamed - where.length;
  const names = text.listed([...where, ...(more > 0 ? [text.andMore(more)] : [])]);
  const day = dueAt === undefined ? undefined : withoutTimes(showDate(context, dueAt));
  const due = day && (overdue ? text.urgency.overdueSince(day) : text.urgency.due(day));
  return text.listed([text.digest.inImages(what, names), ...(due === undefined ? [] : [due])]);
}

function spokenComplete(digest: Digest, context: RenderContext): string {
  const took = showDuration(context, digest.tookMs ?? 0);
  return context.text.digest.spokenComplete(digest.total, took, peopleOf(digest, context, escaped));
}

/** The counts by severity, the worst first. */
export function counted(
  { bySeverity }: { bySeverity: Partial<Record<Severity, number>> },
  { text }: RenderContext,
) {
  return SEVERITIES.flatMap((severity) => {
    const count = bySeverity[severity] ?? 0;
    return count === 0 ? [] : [{ severity, count, name: text.severity[severity] }];
  });
}
