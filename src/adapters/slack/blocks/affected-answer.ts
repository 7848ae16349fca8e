import type { Button, SectionBlock } from '@slack/types';
import { defined } from '../../../domain/defined';
import type { Finding } from '../../../domain/finding';
import type { IndexAnswer } from '../../../domain/index-answer';
import type { QueryAnswer } from '../../../domain/query-answer';
import { upgradedPackages } from '../../../domain/remedy-rows';
import { moreNames } from '../../../domain/unnamed-images';
import { buttonValue, canReopen } from '../button-values';
import { code, cutMrkdwn, escaped, plain } from '../escape';
import { LINK_PREFIX } from '../ids';
import { LIMITS } from '../limits';
import { attentionTexts } from './attention';
import { upgradeWords } from './card-what';
import { drawBeside, drawFound, drawFoundNowhere, furtherIn } from './complete-scan';
import { decisionLine, reasonLine, renamedLine, type State, stateOf } from './decision';
import { endOfLifeLines, facts, places, remedy, severityLabel } from './finding';
import { lastScanLines, plainWords, troubleLines } from './last-scan';
import { mayBeOther } from './looked-at';
import type { Room } from './packages';
import type { RenderContext } from './render-context';
import {
  type Block,
  button,
  context as contextBlock,
  fold,
  MARK,
  plainContext,
  plainText,
  section,
} from './shared-blocks';
import { textsOf } from './texts';
import { reasonsLine, urgencyMarks } from './urgency';
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
  const [first] = findings;
  return {
    text: spoken(shown, vulnerabilityId, context),
    blocks: [
      ...(first === undefined ? [] : head(first, context)),
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

/** How bad it is, and what it is. */
function head(finding: Finding, context: RenderContext): Block[] {
  const [id = '', ...others] = facts({ ...finding, images: [] }, context);
  return [
    section([`*${id}*`, severityLabel(finding, context), ...others].join(' · ')),
    plainContext(finding.title || finding.vulnerabilityId, 150),
  ];
}

const STATE_MARK: Record<Exclude<State, 'open'>, string> = {
  resolved: '✅',
  suppressed: '🔕',
  gone: '🎉',
  archived: '🗄️',
};

function stateWords(finding: Finding, { text }: RenderContext): string {
  const state = stateOf(finding);
  return state === 'open' ? text.answer.stillOpen : text.state[state];
}

/** `CVE-2021-44228. Open: worker, batch. Suppressed: reports.` */
function spoken(findings: Finding[], id: string, context: RenderContext): string {
  const { text } = context;
  const parts = findings.map((finding) => {
    const names = namesOf(finding).slice(0, SPOKEN_NAMES);
    const where = names.length === 0 ? '' : `: ${escaped(text.listed(names), 200)}`;
    return `${stateWords(finding, context)}${where}`;
  });
  return text.sentences([escaped(id, 80), ...parts].map(text.urgency.sentence));
}

const SPOKEN_NAMES = 3;

function namesOf({ images }: Finding): string[] {
  return [...new Set(images.map(({ repository }) => repository))];
}

/** Its state with what can be done about it, why it is due then, where it is, and what was decided. */
function affectedBlocks(
  finding: Finding,
  { at, staleKev, findings, shown }: Affected,
  room: Room,
  context: RenderContext,
): Block[] {
  const decision = decisionLine(finding, context);
  const why = [decision, renamedLine(finding, context), reasonLine(finding, context)].filter(
    (line) => line,
  );
  // One version for a package, the one that its card names.
  const upgraded = { ...finding, packages: upgradedPackages(finding) };
  const where = [...places(upgraded, room, context), ...endOfLifeLines(finding, context)];
  const isShort = findings.length > MOST_EXPLAINED;
  const reasons = isShort ? reasonsLine(finding, context, true) : '';
  const urgency = isShort ? [] : urgencyAnswers(finding, staleKev, context);
  const lines = [stateLine(finding, at, context), whatToDo(upgraded, context), reasons];
  return [
    withButton(lines.filter((line) => line !== '').join('\n'), finding, shown, context),
    ...(urgency.length === 0 ? [] : [contextBlock(urgency.join('\n'))]),
    ...textsOf(where).map(contextBlock),
    ...(why.length === 0 ? [] : [contextBlock(cutMrkdwn(why.join(' · '), 400))]),
  ];
}

/** The upgrades of its cards; those of earlier versions have none. */
function whatToDo(finding: Finding, context: RenderContext): string {
  const { remedies = [] } = finding;
  const upgrades = remedies.filter(({ rows }) => rows.length > 0);
  if (upgrades.length === 0) return remedy(finding, context);
  const words = upgrades.map((each) => upgradeWords(each, { name: 60 }, context));
  return fold(words, MOST_UPGRADES, context.text);
}

const MOST_UPGRADES = 2;

/** `🔴 *Open* in `worker`, `batch` · due *30 Nov 2026*` */
function stateLine(finding: Finding, at: string, context: RenderContext): string {
  const { text } = context;
  const state = stateOf(finding);
  const mark = state === 'open' ? MARK[finding.severity] : STATE_MARK[state];
  const names = namesOf(finding).map((name) => code(name, 60));
  const label = `${mark} *${stateWords(finding, context)}*`;
  const whole =
    names.length === 0 ? label : text.card.at(label, fold(names, 3, text, moreNames(finding)));
  return [whole, ...urgencyMarks(finding, at, context)].join(' · ');
}

/** The way to the card of what is open, or a button that opens again what is decided. */
function withButton(
  words: string,
  finding: Finding,
  shown: Affected['shown'],
  context: RenderContext,
): Block {
  const block = {
    type: 'section' as const,
    text: { type: 'mrkdwn' as const, text: words, verbatim: true },
  };
  const { base, message } = shown?.[finding.id] ?? {};
  const { text } = context;
  const names = context.text.listed([finding.vulnerabilityId, ...namesOf(finding).slice(0, 3)]);
  if (message !== undefined && stateOf(finding) === 'open') {
    const label = text.answer.showCard;
    return beside(block, linkButton(label, context.messageUrl(message), `${label}: ${names}`));
  }
  const value = base === undefined ? undefined : buttonValue({ finding, base }, LIMITS.buttonValue);
  if (value === undefined || !canReopen(finding)) return block;
  const label = text.button.reopen;
  return beside(
    block,
    button({ action: 'finding_reopen', label, value, spoken: `${label}: ${names}` }),
  );
}

function beside(block: SectionBlock, accessory: Button): Block {
  return { ...block, accessory };
}

function linkButton(label: string, url: string, spokenLabel: string): Button {
  return {
    type: 'button',
    action_id: `${LINK_PREFIX}card`,
    text: plainText(label, LIMITS.buttonText),
    url,
    accessibility_label: plain(spokenLabel, LIMITS.accessibilityLabel),
  };
}
