import { type Finding, keyText } from '../../../domain/finding';
import type { AlertEntry } from '../../../domain/message';
import { decisionOf } from '../../../domain/workflow';
import { buttonValue } from '../button-values';
import { escaped, plain } from '../escape';
import { LIMITS } from '../limits';
import { shortHash } from '../short-hash';
import { decisionLine, reasonLine, type State, stateOf } from './decision';
import { facts, places, remedy, severityLabel, spoken, spokenRemedy } from './finding';
import { link } from './links';
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
} from './shared-blocks';

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

/** Characters: 130 bits, so that no two entries of a message have the same. */
const KEY_LENGTH = 26;

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
    headline: section(headlineOf(entry, context)),
    rest: [
      ...whyLines(entry, context).map((line) => plainContext(line, 400)),
      ...titleLine(finding),
      ...whereLine(finding, context),
      contextBlock([...facts(finding, context), consoleLink].join(' · ')),
      ...buttons(entry, context),
    ],
  };
}

/** Without a package the headline already is the title. */
function titleLine({ packages, title }: Finding): Block[] {
  return packages.length === 0 ? [] : [plainSection(title, 150)];
}

/** Images and services, on separate lines when there are several images. */
function whereLine(finding: Finding, context: RenderContext): Block[] {
  const where = places(finding, 5, context);
  const between = finding.images.length > 1 ? '\n' : ' · ';
  return where.length === 0 ? [] : [contextBlock(where.join(between))];
}

/** A finding among up to ten in a message. `tight` leaves out what can be looked up elsewhere. */
export function drawCompact(entry: AlertEntry, context: RenderContext, tight = false): DrawnEntry {
  const { finding } = entry;
  const details = [...facts(finding, context), ...places(finding, 2, context).slice(0, 1)];
  const title = tight || finding.packages.length === 0 ? [] : [plainContext(finding.title, 90)];
  const why = whyLines(entry, context);
  const drawn = frame(entry, context);
  return {
    ...drawn,
    spoken: tight ? shortly(entry, context) : drawn.spoken,
    headline: section(`${headlineOf(entry, context)}\n${details.join(' · ')}`),
    rest: [
      ...(why.length === 0 ? title : [plainContext(why.join(' · '), tight ? 100 : 250)]),
      ...buttons(entry, context, tight),
    ],
  };
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

/** Severity, state and upgrade on one mrkdwn line. */
export function headlineOf(entry: AlertEntry, context: RenderContext): string {
  const { finding } = entry;
  const { text } = context;
  const state = stateOf(finding);
  const what = remedy(finding, context);
  if (state === 'open') {
    const again = againWord(entry, context);
    return [severityLabel(finding, context), ...again, what].join(' · ');
  }
  return `${STATE_MARK[state]} *${text.state[state]}* · ${text.severity[finding.severity]} · ${what}`;
}

/** Marks a finding that was shown before, or that a person reopened. */
function againWord({ finding, reason }: AlertEntry, { text }: RenderContext): string[] {
  const reopened = reason === 'reopened' || decisionOf(finding)?.action === 'reopen';
  if (reopened) return [`*${text.alert.again.reopened}*`];
  return reason === 'back' ? [`*${text.alert.again.back}*`] : [];
}

/** Why the finding is shown again or where, what was decided, and the reason given. */
function whyLines(entry: AlertEntry, context: RenderContext): string[] {
  const { finding, reason, shownAgain } = entry;
  const decided = decisionLine(finding, context);
  const appeared = decided === undefined ? context.text.alert.reason[reason] : '';
  const below = shownAgain && context.text.alert.shownAgain;
  return [below, appeared, decided, reasonLine(finding, context)]
    .filter((line) => line !== undefined && line !== '')
    .map((line) => plain(line ?? '', 400));
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

function spokenEntry({ finding }: AlertEntry, state: State, context: RenderContext): string {
  if (state === 'open') return spoken(finding, context);
  const { text } = context;
  const decided = decisionLine(finding, context) ?? '';
  return text.alert.spokenDecided(
    escaped(decided, 200),
    text.severity[finding.severity],
    escaped(finding.vulnerabilityId, 60),
    spokenRemedy(finding, context),
  );
}
