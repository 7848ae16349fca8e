import type { Finding } from '../../../domain/finding';
import type { QueryAnswer } from '../../../domain/query-answer';
import { code } from '../escape';
import { COMMAND } from '../ids';
import { drawAffected } from './affected-answer';
import { attentionTexts } from './attention';
import { counted } from './digest';
import { feedTexts } from './feeds';
import { facts, remedy, severityLabel } from './finding';
import { lastScanLines, plainWords, runningLines, troubleLines } from './last-scan';
import { lookedAt, notImported, severityNames } from './looked-at';
import { type RenderContext, showDate } from './render-context';
import { type Block, fold, identify, MARK, plainContext, section } from './shared-blocks';
import { urgencyMarks } from './urgency';

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
