import { type Finding, keyText } from '../../../domain/finding';
import type { AlertEntry } from '../../../domain/message';
import { decisionOf } from '../../../domain/signature';
import { buttonValue } from '../button-values';
import { cutMrkdwn, escaped, plainTitle, withoutTimes } from '../escape';
import { LIMITS } from '../limits';
import { shortHash } from '../short-hash';
import { askedAgainLine } from './asked-again';
import { decisionLine, reasonLine, renamedLine, type State, stateOf } from './decision';
import {
  endOfLifeLines,
  endOfLifeMarks,
  facts,
  imagePlaces,
  places,
  remedy,
  severityLabel,
  spoken,
  spokenRemedy,
} from './finding';
import { link } from './links';
import type { Room } from './packages';
import type { RenderContext } from './render-context';
import {
  actions,
  type Block,
  type ButtonSpec,
  button,
  COLOR,
  context as contextBlock,
  plainContext,
  plainSection,
  section,
  wordsContext,
} from './shared-blocks';
import { dueWords, reasonsLine } from './urgency';

/** One finding as drawn, alone in a message or among others on a page. */
export interface DrawnEntry {
  /** Identifies this appearance of the finding; its blocks' ids begin with it. */
  key: string;
  color: string;
  headline: Block;
  rest: Block[];
  spoken: string;
}

/** Characters of a button's value on a page: 10 pairs of buttons must fit. Usual ids need half of it. */
const MAX_TIGHT_VALUE = 250;

/** Characters: 60 bits, so that no two of the ten entries of a message have the same. Every block repeats it. */
const KEY_LENGTH = 12;

const STATE_MARK: Record<Exclude<State, 'open'>, string> = {
  resolved: '✅',
  suppressed: '🔕',
  gone: '🎉',
  archived: '🗄️',
};

/** A finding that has a message to itself, with all details. */
export function drawAlert(entry: AlertEntry, context: RenderContext): DrawnEntry {
  const { finding } = entry;
  const consoleLink = link(context.consoleUrl(finding.id), context.text.alert.securityHub, 40);
  return {
    ...frame(entry, context),
    headline: section(withReasons(entry, context)),
    rest: [
      ...whyLines(entry, context).map((line) => contextBlock(line)),
      ...askedAgain(entry, context),
      ...titleLine(finding),
      ...whereLine(finding, context),
      ...endOfLifeLines(finding, context).map(contextBlock),
      contextBlock([...facts(finding, context), consoleLink].join(' · ')),
      ...buttons(entry, context),
    ],
  };
}

/** None where a newer card shows the finding. */
function askedAgain({ finding, shownAgain }: AlertEntry, context: RenderContext): Block[] {
  const line = shownAgain ? undefined : askedAgainLine(finding, context);
  return line === undefined ? [] : [contextBlock(line)];
}

/** Without a package the headline already is the title. */
function titleLine({ packages, title }: Finding): Block[] {
  return packages.length === 0 ? [] : [plainSection(plainTitle(title, 150), 150)];
}

/** Room in a message of one finding, and of ten. */
const ALONE: Room = { lines: 5, names: 5, characters: 2000 };
const AMONG_TEN: Room = { lines: 2, names: 2, characters: 300 };
const AMONG_LONG: Room = { lines: 2, names: 1, characters: 150 };

/** Images and services, on separate lines when there are several. */
function whereLine(finding: Finding, context: RenderContext): Block[] {
  const where = places(finding, ALONE, context);
  const between = finding.images.length > 1 || where.length > 2 ? '\n' : ' · ';
  return where.length === 0 ? [] : [contextBlock(where.join(between))];
}

/** A finding among up to ten in a message. `tight` shortens what can be looked up elsewhere. */
export function drawCompact(entry: AlertEntry, context: RenderContext, tight = false): DrawnEntry {
  const { finding } = entry;
  const where = imagePlaces(finding, tight ? AMONG_LONG : AMONG_TEN, context);
  const [first = '', ...others] = where;
  const details = [...facts(finding, context), ...endOfLifeMarks(finding, context)];
  const isLine = others.length > 0 || first.includes(' — ');
  const lines = isLine ? [details.join(' · '), ...where] : [[...details, ...where].join(' · ')];
  const drawn = frame(entry, context);
  return {
    ...drawn,
    spoken: tight ? shortly(entry, context) : drawn.spoken,
    headline: section(
      [tight ? headlineOf(entry, context) : withReasons(entry, context, true), ...lines].join('\n'),
    ),
    rest: [...wordsOf(entry, context, tight), ...buttons(entry, context, tight)],
  };
}

/** Why the finding is shown or what was decided, and its title; one block, since ten findings share a message. */
function wordsOf(entry: AlertEntry, context: RenderContext, tight: boolean): Block[] {
  const { packages, title } = entry.finding;
  const why = whyLines(entry, context).join(' · ');
  const shownTitle = packages.length === 0 ? undefined : plainTitle(title, tight ? 70 : 90);
  if (why !== '') return [wordsContext(cutMrkdwn(why, tight ? 100 : 250), shownTitle)];
  return shownTitle === undefined ? [] : [plainContext(shownTitle, 100)];
}

function frame(entry: AlertEntry, context: RenderContext) {
  const { finding, base } = entry;
  const state = stateOf(finding);
  return {
    key: shortHash(`${base} ${keyText(finding)}`, KEY_LENGTH),
    color: colorOf(state, entry),
    spoken: spokenEntry(entry, state, context),
  };
}

function colorOf(state: State, { finding, shownAgain }: AlertEntry): string {
  if (shownAgain) return COLOR.muted;
  if (state === 'open') return COLOR[finding.severity];
  return state === 'suppressed' || state === 'archived' ? COLOR.muted : COLOR.done;
}

/** Severity, state, upgrade and due date on one mrkdwn line. */
export function headlineOf(entry: AlertEntry, context: RenderContext): string {
  const { finding } = entry;
  const { text } = context;
  const state = stateOf(finding);
  const what = remedy(finding, context);
  if (state === 'open') {
    const again = againWord(entry, context);
    const due = dueWords(finding, entry.overdue === true, context);
    return [severityLabel(finding, context), ...again, what, ...due].join(' · ');
  }
  return `${STATE_MARK[state]} *${text.state[state]}* · ${text.severity[finding.severity]} · ${what}`;
}

/** The headline, and below it why the finding is due then. */
function withReasons(entry: AlertEntry, context: RenderContext, short = false): string {
  const reasons = reasonsLine(entry.finding, context, short);
  const headline = headlineOf(entry, context);
  return reasons === '' ? headline : `${headline}\n${reasons}`;
}

/** Marks a finding that was shown before, or that a person reopened. */
function againWord({ finding, reason }: AlertEntry, { text }: RenderContext): string[] {
  const reopened = reason === 'reopened' || decisionOf(finding)?.action === 'reopen';
  if (reopened) return [`*${text.alert.again.reopened}*`];
  return reason === 'back' ? [`*${text.alert.again.back}*`] : [];
}

/** Why the finding is shown again or where, what was decided, and the reason given, in mrkdwn. */
function whyLines(entry: AlertEntry, context: RenderContext): string[] {
  const { finding, reason, shownAgain } = entry;
  const decided = decisionLine(finding, context);
  const appeared = decided === undefined ? context.text.alert.reason[reason] : '';
  const below = shownAgain && context.text.alert.shownAgain;
  const renamed = renamedLine(finding, context);
  return [below, appeared, decided, renamed, reasonLine(finding, context)]
    .filter((line) => line !== undefined && line !== '')
    .map((line) => cutMrkdwn(line ?? '', 400));
}

/** The possible decisions; none where a newer card shows the finding. A finding that is no longer detected has none: only a scan brings it back. */
function buttons(entry: AlertEntry, context: RenderContext, tight = false): Block[] {
  const { text } = context;
  if (entry.shownAgain) return [];
  const value = buttonValue(entry, tight ? MAX_TIGHT_VALUE : LIMITS.buttonValue);
  const specs = value === undefined ? [] : specsOf(entry, value, context, tight);
  if (specs.length > 0) return [actions(specs.map(button))];
  return value === undefined ? [plainContext(text.alert.useSecurityHub, 150)] : [];
}

function specsOf(
  { finding }: AlertEntry,
  value: string,
  { text }: RenderContext,
  tight: boolean,
): ButtonSpec[] {
  const state = stateOf(finding);
  const spec = (action: ButtonSpec['action'], label: string): ButtonSpec => ({
    action,
    label,
    value,
    ...(!tight && { spoken: text.alert.decideFor(label, finding.vulnerabilityId) }),
  });
  if (finding.recordState === 'ARCHIVED' && state !== 'suppressed') return [];
  if (state !== 'open') return [spec('finding_reopen', text.button.reopen)];
  return [
    { ...spec('finding_resolve', text.button.resolve), style: 'primary' },
    spec('finding_suppress', text.button.suppress),
  ];
}

function shortly({ finding }: AlertEntry, { text }: RenderContext): string {
  return `${text.severity[finding.severity]}: ${escaped(finding.vulnerabilityId, 60)}`;
}

function spokenEntry(
  { finding, overdue }: AlertEntry,
  state: State,
  context: RenderContext,
): string {
  if (state === 'open') return spoken(finding, overdue === true, context);
  const { text } = context;
  const decided = decisionLine(finding, context) ?? '';
  return text.alert.spokenDecided(
    cutMrkdwn(withoutTimes(decided), 200),
    text.severity[finding.severity],
    escaped(finding.vulnerabilityId, 60),
    spokenRemedy(finding, context),
  );
}
