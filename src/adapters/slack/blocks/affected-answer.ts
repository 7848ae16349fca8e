import { defined } from '../../../domain/defined';
import { isOverdueNow } from '../../../domain/due';
import type { Finding } from '../../../domain/finding';
import type { IndexAnswer } from '../../../domain/index-answer';
import type { QueryAnswer } from '../../../domain/query-answer';
import { cutMrkdwn, escaped } from '../escape';
import { attentionTexts } from './attention';
import { drawBeside, drawFound, drawFoundNowhere, furtherIn } from './complete-scan';
import { decisionLine, reasonLine, renamedLine, stateOf } from './decision';
import { endOfLifeLines, facts, places } from './finding';
import { headlineOf } from './finding-entry';
import { lastScanLines, plainWords, troubleLines } from './last-scan';
import { mayBeOther } from './looked-at';
import type { Room } from './packages';
import type { RenderContext } from './render-context';
import { type Block, context as contextBlock, plainContext, section } from './shared-blocks';
import { textsOf } from './texts';
import { reasonsLine } from './urgency';
import { urgencyAnswers } from './urgency-answers';

/** Usually one finding; in scope `image` there is one per image, of which ten are shown. */
export function drawAffected(answer: Affected, context: RenderContext) {
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
