import type { InputBlock, ModalView, PlainTextOption, SectionBlock } from '@slack/types';
import * as z from 'zod/mini';
import { DAY_MS } from '../../../domain/timing';
import { type Decision, JUSTIFICATIONS, type Until } from '../../../domain/workflow';
import { plainText } from '../blocks/shared-blocks';
import type { FormContext } from '../form-context';
import type { ViewId } from '../ids';
import { LIMITS } from '../limits';
import type { FormText } from '../text/form-text';

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

/** Where a suppression holds; `here` is what it says of the images of now. */
export function whereInput(here: string, { text, reask }: FormContext): InputBlock {
  const words = text.suppress;
  const hint = reask.includes('image') ? words.hereHint : words.hereHintQuiet;
  const only = option(here, 'here', hint);
  return {
    type: 'input',
    block_id: 'where',
    label: plainText(words.where, 100),
    element: {
      type: 'radio_buttons',
      action_id: 'where',
      initial_option: only,
      options: [only, option(words.everywhere, 'everywhere', words.everywhereHint)],
    },
  };
}

/** Why it is suppressed. Not required where another decision can be chosen: `readReasons` checks it. */
export function whyInput({ suppress: words }: FormText, isRequired: boolean): InputBlock {
  return {
    type: 'input',
    block_id: 'why',
    optional: !isRequired,
    label: plainText(words.why, 100),
    ...(!isRequired && { hint: plainText(words.whyHint, 200) }),
    element: {
      type: 'static_select',
      action_id: 'why',
      placeholder: plainText(words.whyPlaceholder, LIMITS.placeholder),
      options: JUSTIFICATIONS.map((each) => option(words.reasons[each], each)),
    },
  };
}

export function reasonInput({ suppress: words }: FormText): InputBlock {
  return {
    type: 'input',
    block_id: 'reason',
    optional: true,
    label: plainText(words.reason, 100),
    hint: plainText(words.reasonHint, 200),
    element: {
      type: 'plain_text_input',
      action_id: 'reason',
      multiline: true,
      max_length: MAX_REASON,
      placeholder: plainText(words.reasonPlaceholder, LIMITS.placeholder),
    },
  };
}

/** What a suppression says of where and why. */
export type Reasons = Required<Pick<Suppression, 'place' | 'justification'>> &
  Pick<Suppression, 'reason'>;
type Suppression = Extract<Decision, { kind: 'suppress' }>;

/** A field that is not filled in as it has to be, and what to say beside it. */
export interface Missing {
  missing: string;
  words: string;
}

/** Two reasons say nothing without the free text: how it is mitigated, and why the risk is accepted. */
export function readReasons(values: Values, { suppress: words }: FormText): Reasons | Missing {
  const why = readOption(values, 'why');
  const justification = JUSTIFICATIONS.find((each) => each === why);
  if (justification === undefined) return { missing: 'why', words: words.whyMissing };
  const place = readOption(values, 'where') === 'everywhere' ? 'everywhere' : 'here';
  const reason = readText(values, 'reason');
  if (reason !== '') return { place, justification, reason };
  const needed = Object.entries(words.reasonNeeded).find(([name]) => name === justification);
  if (needed !== undefined) return { missing: 'reason', words: needed[1] };
  return { place, justification };
}

export const UNTIL_CHOICES = ['fix', '30', '90', 'ever'] as const;
export type UntilChoice = (typeof UNTIL_CHOICES)[number];

/** Converts a choice to an end date in UTC; the suppression ends when that day begins. */
export function untilOf(choice: UntilChoice, now: Date): Until {
  if (choice === 'fix' || choice === 'ever') return { kind: choice };
  const day = new Date(now.getTime() + Number(choice) * DAY_MS).toISOString().slice(0, 10);
  return { kind: 'date', date: day };
}

export type Values = Record<string, Record<string, unknown>>;
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
