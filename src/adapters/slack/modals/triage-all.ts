import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import * as z from 'zod/mini';
import { defined } from '../../../domain/defined';
import { SEVERITIES } from '../../../domain/finding';
import type { BulkFilter } from '../../../domain/job';
import type { Decision } from '../../../domain/workflow';
import { short } from '../blocks/digest';
import type { RenderContext } from '../blocks/render-context';
import { actions, button, plainText, section } from '../blocks/shared-blocks';
import { readJson, TriageValue, writeTriageValue } from '../button-values';
import { LIMITS } from '../limits';
import { shortHash } from '../short-hash';
import type { Text } from '../text/text';
import {
  type Missing,
  modal,
  note,
  option,
  readOption,
  readReasons,
  readText,
  reasonInput,
  UNTIL_CHOICES,
  untilOf,
  type Values,
  whereInput,
  whyInput,
} from './inputs';

const TriageContext = z.extend(TriageValue, {
  channel: z.optional(z.string()),
  ts: z.optional(z.string()),
  responseUrl: z.optional(z.string()),
});
export type TriageContext = z.infer<typeof TriageContext>;

/** The filters chosen so far; `image` is an index in the digest's list. */
const TriageChoice = z.object({
  severity: z.optional(z.enum(SEVERITIES)),
  image: z.optional(z.int()),
  /** Only findings with a fixed version, or only those without. */
  fix: z.optional(z.boolean()),
});
export type TriageChoice = z.infer<typeof TriageChoice>;

const ALL = 'all';

/** One decision for many findings of a scan. Redrawn at every change of a filter, with the count it covers. */
export function triageModal(
  context: TriageContext,
  choice: TriageChoice,
  render: RenderContext,
  counted?: CountedCoverage,
): ModalView {
  const { text } = render;
  const words = text.triage;
  return {
    ...modal('triage_all', words),
    private_metadata: writeContext(context),
    blocks: [
      note(words.intro(text.findings(context.total))),
      filterBlock('severity', words.severity, severityOptions(context, text), choice.severity),
      ...imageFilter(context, choice, text),
      filterBlock('fix', words.fix, fixOptions(text), fixCode(choice.fix)),
      packageInput(text),
      coverageBlock(context, choice, text, counted),
      actions([button({ action: 'triage_preview', label: text.triage.preview, value: 'preview' })]),
      decisionInput(text),
      whereInput(text.suppress.hereEach, render),
      whyInput(text, false),
      reasonInput(text),
    ],
  };
}

function severityOptions({ bySeverity }: TriageContext, text: Text): PlainTextOption[] {
  const found = SEVERITIES.filter((severity) => (bySeverity[severity] ?? 0) > 0);
  return [
    option(text.triage.allSeverities, ALL),
    ...found.map((severity) =>
      option(text.triage.option(text.severity[severity], bySeverity[severity] ?? 0), severity),
    ),
  ];
}

function imageFilter(context: TriageContext, choice: TriageChoice, text: Text): KnownBlock[] {
  if (context.images.length === 0) return [];
  const options = context.images.map(([name, count], index) =>
    option(text.triage.option(short(name), count), String(index)),
  );
  return [
    filterBlock(
      'image',
      text.triage.image,
      [option(text.triage.allImages, ALL), ...options],
      choice.image === undefined ? undefined : String(choice.image),
    ),
  ];
}

function fixOptions({ triage: { fixes } }: Text): PlainTextOption[] {
  return [option(fixes.any, ALL), option(fixes.no, 'no'), option(fixes.yes, 'yes')];
}

function fixCode(fix: boolean | undefined): string | undefined {
  if (fix === undefined) return undefined;
  return fix ? 'yes' : 'no';
}

function filterBlock(
  name: 'severity' | 'image' | 'fix',
  label: string,
  options: PlainTextOption[],
  chosen: string | undefined,
): KnownBlock {
  const initial = options.find(({ value }) => value === (chosen ?? ALL));
  return {
    type: 'input',
    block_id: name,
    dispatch_action: true,
    label: plainText(label, 100),
    element: {
      type: 'static_select',
      action_id: 'triage_filter',
      options,
      ...defined({ initial_option: initial }),
    },
  };
}

function packageInput(text: Text): KnownBlock {
  return {
    type: 'input',
    block_id: 'package',
    optional: true,
    label: plainText(text.triage.packageName, 100),
    hint: plainText(text.triage.packageHint, 200),
    element: { type: 'plain_text_input', action_id: 'package', max_length: 100 },
  };
}

function decisionInput(text: Text): KnownBlock {
  const { suppress } = text.triage;
  return {
    type: 'input',
    block_id: 'decision',
    label: plainText(text.triage.decision, 100),
    element: {
      type: 'radio_buttons',
      action_id: 'decision',
      options: [
        option(text.button.resolve, 'resolve'),
        ...UNTIL_CHOICES.map((until) => option(suppress[until], until)),
      ],
    },
  };
}

/** What the worker counted for these filters, and the worst findings, one mrkdwn line each. */
export interface CountedCoverage {
  count: number;
  lines: string[];
}

/** Its block_id changes with its text, because Slack requires a new id for a changed block. */
function coverageBlock(
  context: TriageContext,
  choice: TriageChoice,
  text: Text,
  counted: CountedCoverage | undefined,
): KnownBlock {
  const words =
    counted === undefined
      ? coverage(context, choice, text)
      : [text.triage.covers(text.findings(counted.count)), ...counted.lines].join('\n');
  return { ...section(words), block_id: `covers.${shortHash(words, 8)}` };
}

/** An upper bound: some findings are decided by now, and of two filters the smaller count is taken. */
function coverage(context: TriageContext, choice: TriageChoice, text: Text): string {
  const severity = choice.severity && (context.bySeverity[choice.severity] ?? 0);
  const image = choice.image === undefined ? undefined : context.images[choice.image]?.[1];
  const count = Math.min(context.total, severity ?? context.total, image ?? context.total);
  return text.triage.coversAtMost(text.findings(count));
}

function writeContext({ channel, ts, responseUrl, ...value }: TriageContext): string {
  const place = { channel, ts, responseUrl };
  const limit = LIMITS.privateMetadata - JSON.stringify(place).length;
  return JSON.stringify({ ...JSON.parse(writeTriageValue(value, limit)), ...place });
}

export function readTriageContext(privateMetadata: string | undefined): TriageContext | undefined {
  return readJson(TriageContext, privateMetadata);
}

export function readChoice(values: Values): TriageChoice {
  const severity = readOption(values, 'severity', 'triage_filter');
  const image = readOption(values, 'image', 'triage_filter');
  const fix = readOption(values, 'fix', 'triage_filter');
  return {
    severity: SEVERITIES.find((known) => known === severity),
    image: image === undefined || image === ALL ? undefined : Number(image),
    fix: [true, false].find((known) => fixCode(known) === fix),
  };
}

export interface Triage {
  filter: BulkFilter;
  decision: Decision;
}

/** What was submitted, or what is missing. */
export function readTriage(
  context: TriageContext,
  values: Values,
  text: Text,
  now: Date,
): Triage | Missing {
  const decision = readOption(values, 'decision');
  const filter = filterOf(context, values);
  if (decision === 'resolve') {
    const reason = readText(values, 'reason');
    const words = text.suppress.reasonMissing;
    return reason === ''
      ? { missing: 'reason', words }
      : { filter, decision: { kind: 'resolve', reason } };
  }
  const until = UNTIL_CHOICES.find((known) => known === decision);
  if (until === undefined) return { missing: 'decision', words: text.triage.decisionMissing };
  const reasons = readReasons(values, text);
  if ('missing' in reasons) return reasons;
  return { filter, decision: { kind: 'suppress', until: untilOf(until, now), ...reasons } };
}

export function filterOf(context: TriageContext, values: Values): BulkFilter {
  const { severity, image, fix } = readChoice(values);
  const packageName = readText(values, 'package');
  const imageName = image === undefined ? undefined : context.images[image]?.[0];
  return {
    scanId: context.scanId,
    ...(severity !== undefined && { severities: [severity] }),
    ...(packageName !== '' && { packageName }),
    ...defined({ image: imageName, fix }),
  };
}

const FormState = z.object({ context: TriageContext, choice: TriageChoice });

/** What the worker needs to redraw the form with its counts. */
export function writeFormState(context: TriageContext, choice: TriageChoice): string {
  return JSON.stringify({ context, choice });
}

export function readFormState(state: string): z.infer<typeof FormState> | undefined {
  return readJson(FormState, state);
}
