import type { QueryAnswer } from '../../../domain/query-answer';
import { drawAffected } from './affected-answer';
import { attentionTexts } from './attention';
import { counted } from './digest';
import { feedTexts } from './feeds';
import { lastScanLines, plainWords, runningLines, troubleLines } from './last-scan';
import { drawOpen } from './open-answer';
import type { RenderContext } from './render-context';
import { type Block, identify, MARK, section } from './shared-blocks';

/** The answer to a question of /vulnscan: its blocks, and a text for notifications and screen readers. */
export function drawAnswer(
  answer: QueryAnswer,
  context: RenderContext,
): { text: string; blocks: Block[] } {
  if (answer.about === 'open') return drawOpen(answer, context);
  const drawn = draw(answer, context);
  return { text: drawn.text, blocks: identify('answer', drawn.blocks) };
}

function draw(
  answer: Exclude<QueryAnswer, { about: 'open' }>,
  context: RenderContext,
): { text: string; blocks: Block[] } {
  switch (answer.about) {
    case 'status':
      return drawStatus(answer, context);
    case 'affected':
      return drawAffected(answer, context);
  }
}

function drawStatus(answer: Extract<QueryAnswer, { about: 'status' }>, context: RenderContext) {
  const { lastScan, openBySeverity } = answer;
  const running = runningLines(answer.running, context);
  const counts = counted({ bySeverity: openBySeverity }, context).map(
    ({ severity, count, name }) =>
      `${MARK[severity]} ${context.text.answer.ofSeverity(count, name)}`,
  );
  const lines = [
    ...(running.length === 0 ? [context.text.notice.noneRunning] : running),
    ...lastScanLines(lastScan, context),
    ...troubleLines(answer, context),
    ...openLines(answer, context),
  ];
  const drawn = counts.length === 0 ? lines : [...lines, counts.join(' · ')];
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
  const { open, overdue, upgrades, complete, lastScan } = answer;
  if (open > 0) {
    const count = words.open(howMany(open, complete, context));
    const all = overdue === 0 ? count : words.openOverdue(count, overdue);
    return [`${all} · ${context.text.open.inUpgrades(upgrades)}`];
  }
  return lastScan === undefined ? [] : [words.nothingOpen];
}

function howMany(count: number, complete: boolean, { text }: RenderContext): string {
  return complete ? text.findings(count) : text.answer.atLeast(text.findings(count));
}
