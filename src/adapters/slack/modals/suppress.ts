import type { InputBlock, ModalView } from '@slack/types';
import * as z from 'zod/mini';
import type { Assumptions } from '../../../domain/basis';
import { TARGET_KINDS } from '../../../domain/finding';
import type { Decision } from '../../../domain/workflow';
import { causesLeft } from '../blocks/asked-again';
import { type RenderContext, showDay } from '../blocks/render-context';
import { plainText } from '../blocks/shared-blocks';
import { FindingFacts, readJson } from '../button-values';
import { LIMITS } from '../limits';
import type { Text } from '../text/text';
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

/** What the modal has to remember: a submission names neither finding nor channel. */
const SuppressContext = z.object({
  key: z.object({ id: z.string(), productArn: z.string() }),
  base: z.int(),
  images: z.number(),
  names: z.optional(z.array(z.string())),
  facts: z.optional(FindingFacts),
  fixable: z.optional(z.boolean()),
  hopeless: z.optional(z.boolean()),
  kind: z.optional(z.enum([...TARGET_KINDS, 'mixed'])),
  channel: z.optional(z.string()),
  responseUrl: z.optional(z.string()),
});
export type SuppressContext = z.infer<typeof SuppressContext>;

export function suppressModal(
  value: SuppressContext,
  context: RenderContext,
  now: Date,
): ModalView {
  const { text } = context;
  return {
    ...modal('suppress', text.suppress),
    private_metadata: writeContext(value),
    blocks: [
      note(vulnerabilityOf(value.key.id)),
      ...(value.facts?.exploited ? [note(`⚠️ ${text.suppress.exploited}`)] : []),
      whereInput(text.suppress.here(placesOf(value, text)), context),
      untilInput(value, context, now),
      whyInput(text, true),
      reasonInput(text),
    ],
  };
}

/** A suppression until a fix exists is offered where that may happen: no fix is out, and one may be. */
function untilInput(value: SuppressContext, context: RenderContext, now: Date): InputBlock {
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
    ...(causes.length > 0 && { hint: plainText(words.askedEarlier(causes), 200) }),
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
function placesOf({ names = [], images, kind }: SuppressContext, text: Text): string {
  if (names.length > 0) {
    const more = images - names.length;
    return more > 0 ? `${names.join(', ')} ${text.andMore(more)}` : names.join(', ');
  }
  if (kind === undefined) return text.images(images);
  return kind === 'mixed' ? text.places(images) : text.kinds[kind].count(images);
}

/** The last part of a finding's id is the vulnerability id. */
function vulnerabilityOf(findingId: string): string {
  return findingId.split('/').at(-1) ?? findingId;
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
  text: Text,
  now: Date,
): Extract<Decision, { kind: 'suppress' }> | Missing {
  const reasons = readReasons(values, text);
  if ('missing' in reasons) return reasons;
  const chosen = readOption(values, 'until');
  const choice = UNTIL_CHOICES.find((known) => known === chosen) ?? ('30' satisfies UntilChoice);
  return { kind: 'suppress', until: untilOf(choice, now), ...reasons };
}
