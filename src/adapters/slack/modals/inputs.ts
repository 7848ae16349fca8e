import type { InputBlock, ModalView, PlainTextOption, SectionBlock } from '@slack/types';
import * as z from 'zod/mini';
import { DAY_MS } from '../../../domain/timing';
import type { Until } from '../../../domain/workflow';
import { plainText } from '../blocks/shared-blocks';
import type { ViewId } from '../ids';
import { LIMITS } from '../limits';
import type { Text } from '../text/text';

/** Characters. A note in Security Hub holds 512 bytes, which also name the person and the date. */
const MAX_REASON = 300;

/** The frame of a modal. */
export function modal(
  callback_id: ViewId,
  words: { title: string; submit: string; close: string },
): Pick<ModalView, 'type' | 'callback_id' | 'title' | 'submit' | 'close'> {
  return {
    type: 'modal',
    callback_id,
    title: plainText(words.title, LIMITS.viewTitle),
    submit: plainText(words.submit, LIMITS.viewTitle),
    close: plainText(words.close, LIMITS.viewTitle),
  };
}

export function option(label: string, value: string, description?: string): PlainTextOption {
  return {
    text: plainText(label, LIMITS.optionText),
    value,
    ...(description !== undefined && {
      description: plainText(description, LIMITS.optionDescription),
    }),
  };
}

export function reasonInput(text: Text): InputBlock {
  return {
    type: 'input',
    block_id: 'reason',
    label: plainText(text.suppress.reason, 100),
    hint: plainText(text.suppress.reasonHint, 200),
    element: {
      type: 'plain_text_input',
      action_id: 'reason',
      multiline: true,
      min_length: 1,
      max_length: MAX_REASON,
      placeholder: plainText(text.suppress.reasonPlaceholder, LIMITS.placeholder),
    },
  };
}

export const UNTIL_CHOICES = ['fix', '30', '90', 'ever'] as const;
export type UntilChoice = (typeof UNTIL_CHOICES)[number];

/** Converts a choice to an end date in UTC; the suppression ends when that day begins. */
export function untilOf(choice: UntilChoice, now: Date): Until {
  if (choice === 'fix' || choice === 'ever') return { kind: choice };
  const day = new Date(now.getTime() + Number(choice) * DAY_MS).toISOString().slice(0, 10);
  return { kind: 'date', date: day };
}

type Values = Record<string, Record<string, unknown>>;
const TextValue = z.object({ value: z.nullish(z.string()) });
const OptionValue = z.object({ selected_option: z.nullish(z.object({ value: z.string() })) });

/** The text typed, trimmed. */
export function readText(values: Values, name: string): string {
  const parsed = TextValue.safeParse(values[name]?.[name]);
  return (parsed.success ? (parsed.data.value ?? '') : '').trim();
}

/** `block_id` may carry a suffix after a dot, so that a redrawn block is new to Slack. */
export function readOption(values: Values, block: string, action = block): string | undefined {
  const parsed = OptionValue.safeParse(values[block]?.[action]);
  return parsed.success ? parsed.data.selected_option?.value : undefined;
}

export function note(text: string): SectionBlock {
  return { type: 'section', text: plainText(text, 300) };
}
