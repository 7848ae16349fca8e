import type { Finding } from '../../../domain/finding';
import type { HealthNotice } from '../../../domain/health';
import type { LastScan } from '../../../domain/overview';
import type { QueryAnswer } from '../../../domain/query-answer';
import { code, escaped } from '../escape';
import { COMMAND } from '../ids';
import { decisionLine, reasonLine, stateOf } from './decision';
import { counted, short } from './digest';
import { facts, places, remedy, severityLabel } from './finding';
import { headlineOf } from './finding-entry';
import { healthHeadline } from './health';
import { type RenderContext, showDay, showTime } from './render-context';
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
  const running = answer.running.map(({ images, startedAt }) => {
    const what = imageList(images, context);
    return startedAt === undefined
      ? words.running(what)
      : words.runningSince(what, showTime(context, startedAt));
  });
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
  return { text: plainWords(lines.join(' ')), blocks: [section(drawn.join('\n'))] };
}

/** How many findings are open; nothing when there are none and no scan has finished. */
function openLines(
  answer: Extract<QueryAnswer, { about: 'status' }>,
  context: RenderContext,
): string[] {
  const words = context.text.answer;
  const { open, complete, lastScan } = answer;
  if (open > 0) return [words.open(howMany(open, complete, context))];
  return lastScan === undefined ? [] : [words.nothingOpen];
}

/** When the last scan was, and how old its database is. */
export function lastScanLines(lastScan: LastScan | undefined, context: RenderContext): string[] {
  const words = context.text.answer;
  if (lastScan === undefined) return [words.neverScanned];
  const { at, databaseAt } = lastScan;
  return [
    words.lastScan(showTime(context, at)),
    ...(databaseAt === undefined ? [] : [words.database(showTime(context, databaseAt))]),
  ];
}

interface WithTroubles {
  lastScan?: LastScan;
  troubles: HealthNotice[];
}

/** Problems of the last scan and of vulnscan itself. */
export function troubleLines(
  { lastScan, troubles }: WithTroubles,
  context: RenderContext,
): string[] {
  const { failure, notScanned = [] } = lastScan ?? {};
  const { text } = context;
  const images = notScanned.map((image) => code(short(image), 60));
  const why = failure && text.error(failure.code ?? '', failure.why ?? '?');
  return [
    ...(images.length === 0 ? [] : [text.answer.notScanned(fold(images, 5, text.andMore))]),
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
  const { total, severity, page, pages, findings } = answer;
  if (total === 0) {
    const none =
      severity === undefined
        ? words.nothingOpen
        : words.nothingOpenOf(severityName(severity, context));
    return { text: none, blocks: [section(none)] };
  }
  const count = howMany(total, answer.complete, context);
  const title =
    severity === undefined
      ? words.open(count)
      : words.openSeverity(count, severityName(severity, context));
  const command = [COMMAND, 'open', severity?.toLowerCase(), page + 1].filter(Boolean).join(' ');
  const foot = [words.page(page, pages), ...(page < pages ? [words.nextPage(command)] : [])];
  return {
    text: `${title}. ${words.page(page, pages)}`,
    blocks: [
      section(`*${title}*`),
      ...findings.map((finding) => section(openLine(finding, context))),
      ...(pages > 1 ? [plainContext(foot.join(' · '), 200)] : []),
    ],
  };
}

function severityName(severity: string, { text }: RenderContext): string {
  const names: Record<string, string> = text.severity;
  return names[severity] ?? escaped(severity, 40);
}

export function openLine(finding: Finding, context: RenderContext): string {
  const since = context.text.answer.since(showDay(context, finding.createdAt.slice(0, 10)));
  const line = `${severityLabel(finding, context)} · ${remedy(finding, context)}`;
  return `${line}\n${[...facts(finding, context), since].join(' · ')}`;
}

/** Usually one finding; in scope `image` there is one per image, of which ten are shown. */
function drawAffected(answer: Extract<QueryAnswer, { about: 'affected' }>, context: RenderContext) {
  const { findings, vulnerabilityId } = answer;
  const words = context.text.answer;
  if (findings.length === 0) {
    const text = words.notAffected(escaped(vulnerabilityId, 80));
    return { text, blocks: [section(text)] };
  }
  const shown = findings.slice(0, 10);
  const more = findings.length - shown.length;
  return {
    text: `${escaped(vulnerabilityId, 80)}: ${context.text.findings(findings.length)}`,
    blocks: [
      ...shown.flatMap((finding) => affectedBlocks(finding, context)),
      ...(more > 0 ? [plainContext(context.text.andMore(more), 100)] : []),
    ],
  };
}

function affectedBlocks(finding: Finding, context: RenderContext): Block[] {
  const decision =
    decisionLine(finding, context) ??
    (stateOf(finding) === 'open' ? context.text.answer.stillOpen : '');
  const why = [decision, reasonLine(finding, context)].filter((line) => line);
  const where = places(finding, 8, context);
  const headline = headlineOf({ finding, base: 0, reason: 'new' }, context);
  return [
    section(`${headline}\n${facts(finding, context).join(' · ')}`),
    ...(where.length === 0 ? [] : [contextBlock(where.join('\n'))]),
    plainContext(why.join(' · '), 400),
  ];
}

/** Without code marks, for screen readers. */
function plainWords(text: string): string {
  return text.replaceAll('`', '');
}
