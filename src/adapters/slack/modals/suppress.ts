import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod/mini';
import type { Assumptions } from '../../../domain/basis';
import { TARGET_KINDS } from '../../../domain/finding';
import type { Decision } from '../../../domain/workflow';
import { HomeViewSchema } from '../../job-schema';
import { causesLeft } from '../blocks/asked-again';
import { showDay } from '../blocks/render-context';
import { plainText, section } from '../blocks/shared-blocks';
import { CardRefSchema, FindingFacts, readJson } from '../button-values';
import type { FormContext } from '../form-context';
import { LIMITS } from '../limits';
import type { FormText } from '../text/form-text';
import {
  type Missing,
  modal,
  note,
  option,
  readOption,
  readReasons,
  reasonInput,
  UNTIL_CHOICES,
  type UntilChoice,
  untilOf,
  type Values,
  whereInput,
  whyInput,
} from './inputs';

/** What the modal has to remember: a submission names neither what is decided nor the channel. */
const Common = z.object({
  images: z.number(),
  names: z.optional(z.array(z.string())),
  facts: z.optional(FindingFacts),
  fixable: z.optional(z.boolean()),
  hopeless: z.optional(z.boolean()),
  kind: z.optional(z.enum([...TARGET_KINDS, 'mixed'])),
  channel: z.optional(z.string()),
  responseUrl: z.optional(z.string()),
  home: z.optional(HomeViewSchema),
  details: z.optional(
    z.object({
      ref: CardRefSchema,
      form: z.object({ viewId: z.string(), state: z.string() }),
      page: z.int(),
    }),
  ),
});

/** For what a card shows of an upgrade, or for one finding. */
const SuppressContext = z.union([
  z.extend(Common, {
    ref: CardRefSchema,
    name: z.string(),
    count: z.int(),
    warns: z.boolean(),
    /** Where suppressions are extended: the day on which they end, YYYY-MM-DD. */
    until: z.optional(z.string()),
  }),
  z.extend(Common, {
    key: z.object({ id: z.string(), productArn: z.string() }),
    base: z.int(),
  }),
]);
export type SuppressContext = z.infer<typeof SuppressContext>;

/** `line`: line 1 of what was clicked, in mrkdwn; without it the form names the package or the vulnerability. */
export function suppressModal(
  value: SuppressContext,
  context: FormContext,
  now: Date,
  line?: string,
): ModalView {
  const { text } = context;
  return {
    ...modal('suppress', wordsOf(value, text)),
    private_metadata: writeContext(value),
    blocks: [
      line === undefined ? note(nameOf(value)) : section(line),
      ...warningOf(value, text).map(note),
      ...endOf(value, context),
      whereInput(text.suppress.here(placesOf(value, text)), context),
      untilInput(value, context, now),
      whyInput(text, true),
      reasonInput(text),
    ],
  };
}

function wordsOf(value: SuppressContext, { suppress: words }: FormText) {
  const count = countOf(value);
  const { close } = words;
  if (extendedDay(value) !== undefined) {
    return { title: words.extendOf(count), submit: words.extendOf(count), close };
  }
  return { title: words.titleOf(count), submit: words.submitOf(count), close };
}

/** The day on which the suppressions end that are extended. */
export function extendedDay(value: SuppressContext): string | undefined {
  return 'ref' in value ? value.until : undefined;
}

function endOf(value: SuppressContext, context: FormContext): KnownBlock[] {
  const day = extendedDay(value);
  return day === undefined ? [] : [note(context.text.suppress.endsNow(showDay(context, day)))];
}

function countOf(value: SuppressContext): number {
  return 'ref' in value ? value.count : 1;
}

/** The last part of a finding's id is the vulnerability id. */
function nameOf(value: SuppressContext): string {
  return 'ref' in value ? value.name : (value.key.id.split('/').at(-1) ?? value.key.id);
}

function warningOf(value: SuppressContext, { suppress: words }: FormText): string[] {
  const count = countOf(value);
  if (value.facts?.exploited) {
    return [`⚠️ ${count === 1 ? words.exploited : words.exploitedAll(count)}`];
  }
  return 'ref' in value && value.warns ? [`⚠️ ${words.exploitedSome(count)}`] : [];
}

/** A suppression until a fix exists is offered where that may happen: no fix is out, and one may be. */
function untilInput(value: SuppressContext, context: FormContext, now: Date): InputBlock {
  const { suppress: words } = context.text;
  const days = (count: '30' | '90') => option(words.untilDays(count, dayAfter(count)), count);
  const dayAfter = (count: '30' | '90') => {
    const until = untilOf(count, now);
    return until.kind === 'date' ? showDay(context, until.date) : '';
  };
  const isAwaited = !value.fixable && !value.hopeless;
  const first = isAwaited ? option(words.untilFix, 'fix') : days('30');
  const causes = causesLeft(factsKnown(value), context.reask).filter((cause) => cause !== 'image');
  return {
    type: 'input',
    block_id: 'until',
    label: plainText(words.until, 100),
    ...(causes.length > 0 && { hint: plainText(words.askedEarlier(causes, countOf(value)), 200) }),
    element: {
      type: 'radio_buttons',
      action_id: 'until',
      initial_option: first,
      options: [
        first,
        ...(isAwaited ? [days('30')] : []),
        days('90'),
        option(words.untilEver, 'ever'),
      ],
    },
  };
}

function factsKnown({ facts, fixable }: SuppressContext): Assumptions {
  const { exploited = false, exposed = false, highest = false } = facts ?? {};
  const severity = highest ? 'CRITICAL' : 'INFORMATIONAL';
  return { severity, exploited, exposed, fixable: fixable ?? false };
}

/** The images by name, where the button says them; else how many there are. */
function placesOf({ names = [], images, kind }: SuppressContext, text: FormText): string {
  if (names.length > 0) {
    const more = images - names.length;
    return more > 0 ? `${text.listed(names)} ${text.andMore(more)}` : text.listed(names);
  }
  if (kind === undefined) return text.images(images);
  return kind === 'mixed' ? text.places(images) : text.kinds[kind].count(images);
}

/** Without the response_url where it does not fit: replies can go another way. */
function writeContext(context: SuppressContext): string {
  const whole = JSON.stringify(context);
  if (whole.length <= LIMITS.privateMetadata) return whole;
  const { responseUrl: _, ...rest } = context;
  return JSON.stringify(rest);
}

export function readSuppressContext(privateMetadata: string): SuppressContext | undefined {
  return readJson(SuppressContext, privateMetadata);
}

/** What was submitted, or what is missing. */
export function readSuppression(
  values: Values,
  text: FormText,
  now: Date,
): Extract<Decision, { kind: 'suppress' }> | Missing {
  const reasons = readReasons(values, text);
  if ('missing' in reasons) return reasons;
  const chosen = readOption(values, 'until');
  const choice = UNTIL_CHOICES.find((known) => known === chosen) ?? ('30' satisfies UntilChoice);
  return { kind: 'suppress', until: untilOf(choice, now), ...reasons };
}
