import { defined } from '../../../domain/defined';
import { isOverdueNow } from '../../../domain/due';
import type { Finding } from '../../../domain/finding';
import type { HealthNotice } from '../../../domain/health';
import type { IndexAnswer } from '../../../domain/index-answer';
import type { LastScan, RunningScan } from '../../../domain/overview';
import type { QueryAnswer } from '../../../domain/query-answer';
import { code, cutMrkdwn, escaped, withoutTimes } from '../escape';
import { COMMAND } from '../ids';
import { attentionTexts } from './attention';
import { drawBeside, drawFound, drawFoundNowhere, furtherIn } from './complete-scan';
import { decisionLine, reasonLine, renamedLine, stateOf } from './decision';
import { counted } from './digest';
import { feedTexts } from './feeds';
import { endOfLifeLines, facts, places, remedy, severityLabel } from './finding';
import { headlineOf } from './finding-entry';
import { healthHeadline } from './health';
import { lookedAt, mayBeOther, notImported, severityNames } from './looked-at';
import type { Room } from './packages';
import { type RenderContext, showDate, showTime } from './render-context';
import { imageList } from './scan';
import {
  type Block,
  context as contextBlock,
  fold,
  identify,
  MARK,
  plainContext,
  section,
} from './shared-blocks';
import { textsOf } from './texts';
import { reasonsLine, urgencyMarks } from './urgency';
import { urgencyAnswers } from './urgency-answers';

/** The answer to a question of /vulnscan: its blocks, and a text for notifications and screen readers. */
export function drawAnswer(
  answer: QueryAnswer,
  context: RenderContext,
): { text: string; blocks: Block[] } {
  const drawn = draw(answer, context);
  return { text: drawn.text, blocks: identify('answer', drawn.blocks) };
}

function draw(answer: QueryAnswer, context: RenderContext): { text: string; blocks: Block[] } {
  switch (answer.about) {
    case 'status':
      return drawStatus(answer, context);
    case 'open':
      return drawOpen(answer, context);
    case 'affected':
      return drawAffected(answer, context);
  }
}

function drawStatus(answer: Extract<QueryAnswer, { about: 'status' }>, context: RenderContext) {
  const words = context.text.answer;
  const { lastScan, openBySeverity } = answer;
  const running = runningLines(answer.running, context);
  const counts = counted({ bySeverity: openBySeverity }, context).map(
    ({ severity, count, name }) => `${MARK[severity]} ${count} ${name}`,
  );
  const lines = [
    ...(running.length === 0 ? [words.noneRunning] : running),
    ...lastScanLines(lastScan, context),
    ...troubleLines(answer, context),
    ...openLines(answer, context),
  ];
  const drawn = counts.length === 0 ? lines : [...lines, counts.join('   ')];
  const attention = [
    ...attentionTexts(lastScan?.attention ?? [], context),
    ...feedTexts(lastScan?.staleFeeds ?? [], context),
  ];
  return {
    text: plainWords([...lines, ...attention].join(' ').replaceAll('*', '')),
    blocks: [section(drawn.join('\n')), ...attention.map(section)],
  };
}

/** Which images are scanned now, and since when. */
export function runningLines(running: RunningScan[], context: RenderContext): string[] {
  const words = context.text.answer;
  return running.map(({ images, startedAt }) => {
    const what = imageList(images, context);
    return startedAt === undefined
      ? words.running(what)
      : words.runningSince(what, showTime(context, startedAt));
  });
}

/** How many findings are open; nothing when there are none and no scan has finished. */
function openLines(
  answer: Extract<QueryAnswer, { about: 'status' }>,
  context: RenderContext,
): string[] {
  const words = context.text.answer;
  const { open, overdue, complete, lastScan } = answer;
  if (open > 0) {
    const count = words.open(howMany(open, complete, context));
    return [overdue === 0 ? count : words.openOverdue(count, overdue)];
  }
  return lastScan === undefined ? [] : [words.nothingOpen];
}

/** When the last scan was, and how old its database is. */
export function lastScanLines(lastScan: LastScan | undefined, context: RenderContext): string[] {
  const words = context.text.answer;
  if (lastScan === undefined) return [words.neverScanned];
  const { at, databaseAt, failure } = lastScan;
  const when = [words.lastScan(showTime(context, at))];
  if (databaseAt !== undefined) return [...when, words.database(showTime(context, databaseAt))];
  return failure === undefined ? [...when, words.databaseUnknown] : when;
}

interface WithTroubles {
  lastScan?: LastScan;
  troubles: HealthNotice[];
}

/** A scan that failed, and problems of vulnscan itself. */
export function troubleLines(
  { lastScan, troubles }: WithTroubles,
  context: RenderContext,
): string[] {
  const { failure } = lastScan ?? {};
  const { text } = context;
  const why = failure && text.error(failure.code ?? '', failure.why ?? '?');
  return [
    ...(failure === undefined
      ? []
      : [text.answer.lastFailed(showTime(context, failure.at), escaped(why ?? '', 300))]),
    ...troubles.slice(0, 5).map((notice) => healthHeadline(notice, context)),
  ].map((line) => `⚠️ ${line}`);
}

function howMany(count: number, complete: boolean, { text }: RenderContext): string {
  return complete ? text.findings(count) : text.answer.atLeast(text.findings(count));
}

function drawOpen(answer: Extract<QueryAnswer, { about: 'open' }>, context: RenderContext) {
  const words = context.text.answer;
  const { at, total, severities, overdue, page, pages, pastEnd, findings } = answer;
  if (total === 0) return drawNothingOpen(answer, context);
  const title = openTitle(answer, context);
  const asked = [...(severities ?? []).map(lower), ...(overdue ? ['overdue'] : [])];
  const command = [COMMAND, 'open', ...asked, page + 1].join(' ');
  const foot = [
    ...(pastEnd === undefined ? [] : [words.noPage(pastEnd)]),
    words.page(page, pages),
    ...(page < pages ? [words.nextPage(command)] : []),
  ];
  const notes = notImported(severities, context);
  return {
    text: `${title}. ${[...notes, ...foot].join(' ')}`,
    blocks: [
      section(`*${title}*`),
      ...notes.map((note) => plainContext(note, 400)),
      ...findings.map((finding) => section(openLine(finding, at, context))),
      ...(pages > 1 || pastEnd !== undefined ? [plainContext(foot.join(' · '), 200)] : []),
    ],
  };
}

function openTitle(
  { total, complete, severities, overdue, overdueTotal }: Extract<QueryAnswer, { about: 'open' }>,
  context: RenderContext,
): string {
  const words = context.text.answer;
  const count = howMany(total, complete, context);
  const names = severities && severityNames(severities, context);
  if (overdue) {
    return names === undefined ? words.overdue(count) : words.overdueSeverity(count, names);
  }
  const title = names === undefined ? words.open(count) : words.openSeverity(count, names);
  return overdueTotal === 0 ? title : words.openOverdue(title, overdueTotal);
}

const lower = (severity: string) => severity.toLowerCase();

/** Says nothing about severities that are not imported, and nothing at all before the first scan. */
function drawNothingOpen(
  { severities, overdue, lastScan }: Extract<QueryAnswer, { about: 'open' }>,
  context: RenderContext,
) {
  const words = context.text.answer;
  const known = severities?.filter((severity) => context.severities.includes(severity));
  const [all, of] = overdue
    ? [words.nothingOverdue, words.nothingOverdueOf]
    : [words.nothingOpen, words.nothingOpenOf];
  const none = known === undefined ? all : of(severityNames(known, context));
  const lines =
    lastScan === undefined
      ? [words.neverScanned]
      : [
          ...(known?.length === 0 ? [] : [none]),
          ...(severities === undefined ? [lookedAt(context)] : notImported(severities, context)),
          ...lastScanLines(lastScan, context),
          ...troubleLines({ lastScan, troubles: [] }, context),
          ...attentionTexts(lastScan.attention ?? [], context),
        ];
  return { text: plainWords(lines.join(' ')), blocks: [section(lines.join('\n'))] };
}

export function openLine(finding: Finding, at: string, context: RenderContext): string {
  const since = context.text.answer.since(showDate(context, finding.createdAt));
  const words = [severityLabel(finding, context), remedy(finding, context)];
  const line = [...words, ...urgencyMarks(finding, at, context)].join(' · ');
  const what = facts({ ...finding, images: [] }, context);
  return `${line}\n${[...what, ...imagesOf(finding, context), since].join(' · ')}`;
}

/** Which images it is in, at most three by name. */
function imagesOf({ images }: Finding, { text }: RenderContext): string[] {
  const names = [...new Set(images.map(({ repository }) => repository))];
  if (names.length === 0) return [];
  return [
    `${text.alert.foundIn} ${fold(
      names.map((name) => code(name, 60)),
      3,
      text.andMore,
    )}`,
  ];
}

/** Usually one finding; in scope `image` there is one per image, of which ten are shown. */
function drawAffected(answer: Affected, context: RenderContext) {
  const { findings, vulnerabilityId, complete, index } = answer;
  if (findings.length === 0) return drawWithoutFinding(answer, context);
  const shown = findings.slice(0, 10);
  const more = findings.length - shown.length;
  const isShared = isAnswer(index) && furtherIn(index, findings) !== undefined;
  const characters = Math.floor((isShared ? ROOM / 2 : ROOM) / shown.length) - REST;
  const room = roomOf(characters);
  return {
    text: `${escaped(vulnerabilityId, 80)}: ${context.text.findings(findings.length)}`,
    blocks: [
      ...shown.flatMap((finding) => affectedBlocks(finding, answer, room, context)),
      ...(more > 0 ? [plainContext(context.text.andMore(more), 100)] : []),
      ...(complete ? [] : [plainContext(context.text.answer.notAllRead, 200)]),
      ...(isAnswer(index)
        ? drawBeside(index, findings, roomOf(isShared ? ROOM / 2 : ROOM), context)
        : onlyFindings(index, context)),
    ],
  };
}

function roomOf(characters: number): Room {
  return { lines: 100, names: 10, characters, all: true };
}

type Affected = Extract<QueryAnswer, { about: 'affected' }>;

function isAnswer(index: Affected['index']): index is IndexAnswer {
  return typeof index === 'object';
}

function drawWithoutFinding(answer: Affected, context: RenderContext) {
  const { index, vulnerabilityId } = answer;
  if (!isAnswer(index)) return drawNotFound(answer, context);
  const { detection } = index;
  return detection === undefined
    ? drawFoundNowhere(index, vulnerabilityId, context)
    : drawFound({ ...index, detection }, vulnerabilityId, roomOf(ROOM), context);
}

/** Why only findings are known: there is no complete scan in the archive yet, or it did not answer. */
function onlyFindings(index: Exclude<Affected['index'], IndexAnswer>, context: RenderContext) {
  return index === undefined ? [] : [plainContext(context.text.answer.onlyFindings[index], 200)];
}

/** That there is no finding says little by itself: what was looked at, when, and what could not be. */
function drawNotFound(
  { vulnerabilityId, complete, lastScan, index }: Affected,
  context: RenderContext,
) {
  const words = context.text.answer;
  const id = escaped(vulnerabilityId, 80);
  const lines = [
    lastScan === undefined ? words.notKnown(id) : words.noFinding(id),
    ...(lastScan === undefined ? [] : [mayBeOther(context)]),
    ...(complete ? [] : [words.notAllRead]),
    ...lastScanLines(lastScan, context),
    ...troubleLines({ ...defined({ lastScan }), troubles: [] }, context),
    ...attentionTexts(lastScan?.attention ?? [], context),
  ];
  return {
    text: plainWords(lines.join(' ')),
    blocks: [section(lines.join('\n')), ...(isAnswer(index) ? [] : onlyFindings(index, context))],
  };
}

/** Characters of findings in one answer, and of each without its places; Slack takes 12,000 for all blocks. */
const ROOM = 8000;
const REST = 700;
/** Findings for which there is room to say where each answer comes from. */
const MOST_EXPLAINED = 3;

function affectedBlocks(
  finding: Finding,
  { at, staleKev, findings }: Extract<QueryAnswer, { about: 'affected' }>,
  room: Room,
  context: RenderContext,
): Block[] {
  const decision =
    decisionLine(finding, context) ??
    (stateOf(finding) === 'open' ? context.text.answer.stillOpen : '');
  const why = [decision, renamedLine(finding, context), reasonLine(finding, context)].filter(
    (line) => line,
  );
  const where = [...places(finding, room, context), ...endOfLifeLines(finding, context)];
  const overdue = isOverdueNow(finding, new Date(at)) && { overdue: true as const };
  const headline = headlineOf({ finding, base: 0, reason: 'new', ...overdue }, context);
  const isShort = findings.length > MOST_EXPLAINED;
  const reasons = isShort ? reasonsLine(finding, context, true) : '';
  const urgency = isShort ? [] : urgencyAnswers(finding, staleKev, context);
  const lines = [headline, reasons, facts(finding, context).join(' · ')];
  return [
    section(lines.filter((line) => line !== '').join('\n')),
    ...(urgency.length === 0 ? [] : [contextBlock(urgency.join('\n'))]),
    ...textsOf(where).map(contextBlock),
    ...(why.length === 0 ? [] : [contextBlock(cutMrkdwn(why.join(' · '), 400))]),
  ];
}

/** Without code marks and marks of times, for screen readers. */
function plainWords(text: string): string {
  return withoutTimes(text).replaceAll('`', '');
}
