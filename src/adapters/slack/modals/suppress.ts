import type { ModalView } from '@slack/types';
import * as z from 'zod/mini';
import { TARGET_KINDS } from '../../../domain/finding';
import type { Decision } from '../../../domain/workflow';
import { plainText } from '../blocks/shared-blocks';
import { readJson } from '../button-values';
import { LIMITS } from '../limits';
import type { Text } from '../text/text';
import {
  modal,
  note,
  option,
  readOption,
  readText,
  reasonInput,
  UNTIL_CHOICES,
  type UntilChoice,
  untilOf,
} from './inputs';

/** What the modal has to remember: a submission names neither finding nor channel. */
const SuppressContext = z.object({
  key: z.object({ id: z.string(), productArn: z.string() }),
  base: z.int(),
  images: z.number(),
  fixable: z.optional(z.boolean()),
  hopeless: z.optional(z.boolean()),
  kind: z.optional(z.enum([...TARGET_KINDS, 'mixed'])),
  channel: z.optional(z.string()),
  responseUrl: z.optional(z.string()),
});
export type SuppressContext = z.infer<typeof SuppressContext>;

export function suppressModal(context: SuppressContext, text: Text): ModalView {
  const words = text.suppress;
  const untilFix = option(words.untilFix, 'fix', words.untilFixHint);
  const until30 = option(words.until30, '30');
  return {
    ...modal('suppress', words),
    private_metadata: writeContext(context),
    blocks: [
      note(`${vulnerabilityOf(context.key.id)} · ${words.covers(countOf(context, text))}`),
      reasonInput(text),
      {
        type: 'input',
        block_id: 'until',
        label: plainText(words.until, 100),
        element: {
          type: 'radio_buttons',
          action_id: 'until',
          initial_option: context.fixable || context.hopeless ? until30 : untilFix,
          options: [
            ...(context.hopeless ? [] : [untilFix]),
            until30,
            option(words.until90, '90'),
            option(words.untilEver, 'ever', words.untilEverHint),
          ],
        },
      },
    ],
  };
}

/** How many images it covers, or what else. */
function countOf({ images, kind }: SuppressContext, text: Text): string {
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

/** Undefined while the reason is missing or blank. */
export function readSuppression(
  values: Record<string, Record<string, unknown>>,
  now: Date,
): Extract<Decision, { kind: 'suppress' }> | undefined {
  const reason = readText(values, 'reason');
  const chosen = readOption(values, 'until');
  const choice = UNTIL_CHOICES.find((known) => known === chosen) ?? ('fix' satisfies UntilChoice);
  return reason === '' ? undefined : { kind: 'suppress', reason, until: untilOf(choice, now) };
}
