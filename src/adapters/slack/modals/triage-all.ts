import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { defined } from '../../../domain/defined';
import { SEVERITIES, type Severity } from '../../../domain/finding';
import { imageChoice } from '../../../domain/open-filter';
import { ALL } from '../blocks/choices';
import { actions, button, plainText, section } from '../blocks/shared-blocks';
import { short } from '../blocks/short-name';
import type { FormContext } from '../form-context';
import { shortHash } from '../short-hash';
import type { FormText } from '../text/form-text';
import { modal, note, option, reasonInput, UNTIL_CHOICES, whereInput, whyInput } from './inputs';
import {
  type Counts,
  DUE,
  fixCode,
  type TriageChoice,
  type TriageContext,
  writeContext,
} from './triage-state';

/** How many findings the filters match, and which. */
export interface Covers {
  count: number;
  blocks: KnownBlock[];
}

/**
 * One decision for many findings of a scan. The worker counts what is open when the form opens and at every change of a
 * filter; until then the form says that it is counting.
 */
export function triageModal(
  context: TriageContext,
  choice: TriageChoice,
  render: FormContext,
  covers?: Covers,
): ModalView {
  const { text } = render;
  const words = text.triage;
  const { counts } = context;
  return {
    ...modal('triage_all', {
      title: words.title,
      submit: submitWords(covers, text),
      close: words.close,
    }),
    private_metadata: writeContext(context),
    blocks: [
      note(counts === undefined ? words.introCounting : words.intro(counts.total)),
      filterBlock(
        'severity',
        words.severity,
        severityOptions(counts, choice, text),
        choice.severity,
      ),
      ...imageFilter(counts, choice, text),
      filterBlock('due', words.due, dueOptions(counts, text), choice.due),
      filterBlock('fix', words.fix, fixOptions(counts, text), fixCode(choice.fix)),
      packageInput(text),
      ...(covers?.blocks ?? [coversBlock('covers', words.counting)]),
      actions([button({ action: 'triage_preview', label: text.triage.preview, value: 'preview' })]),
      decisionInput(text),
      whereInput(text.suppress.hereEach, render),
      whyInput(text, false),
      reasonInput(text),
    ],
  };
}

function submitWords(covers: Covers | undefined, { triage }: FormText): string {
  return covers === undefined ? triage.submit : triage.submitCount(covers.count);
}

/** The count of an option is left out until it is known. */
function counting(text: FormText, name: string, count: number | undefined): string {
  return count === undefined ? name : text.triage.option(name, count);
}

/** Those that are open, and the chosen one although nothing of it is open any more. */
function severityOptions(
  counts: Counts | undefined,
  { severity: chosen }: TriageChoice,
  text: FormText,
): PlainTextOption[] {
  const countOf = (each: Severity) => counts && (counts.bySeverity[each] ?? 0);
  const found = SEVERITIES.filter((each) => countOf(each) !== 0 || each === chosen);
  return [
    option(text.triage.allSeverities, ALL),
    ...found.map((each) => {
      const name = text.severity[each];
      return option(counting(text, name, countOf(each)), each);
    }),
  ];
}

function imageFilter(
  counts: Counts | undefined,
  choice: TriageChoice,
  text: FormText,
): KnownBlock[] {
  if (counts === undefined || counts.images.length === 0) return [];
  const { image: chosen } = choice;
  const options = counts.images.map(({ name, count }) =>
    option(text.triage.option(short(name), count), imageChoice(name)),
  );
  if (chosen !== undefined && !options.some(({ value }) => value === chosen)) {
    options.push(option(text.triage.option(short(chosen), 0), chosen));
  }
  return [
    filterBlock(
      'image',
      text.triage.image,
      [option(text.triage.allImages, ALL), ...options],
      chosen,
    ),
  ];
}

function dueOptions(counts: Counts | undefined, text: FormText): PlainTextOption[] {
  const words = text.triage.dues;
  return [
    option(words.any, ALL),
    ...DUE.map((each) => option(counting(text, words[each], counts?.[each]), each)),
  ];
}

function fixOptions(counts: Counts | undefined, text: FormText): PlainTextOption[] {
  const { fixes } = text.triage;
  const without = counts && counts.total - counts.fixable;
  return [
    option(fixes.any, ALL),
    option(counting(text, fixes.no, without), 'no'),
    option(counting(text, fixes.yes, counts?.fixable), 'yes'),
  ];
}

function filterBlock(
  name: 'severity' | 'image' | 'fix' | 'due',
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

function packageInput(text: FormText): KnownBlock {
  return {
    type: 'input',
    block_id: 'package',
    optional: true,
    label: plainText(text.triage.packageName, 100),
    hint: plainText(text.triage.packageHint, 200),
    element: { type: 'plain_text_input', action_id: 'package', max_length: 100 },
  };
}

function decisionInput(text: FormText): KnownBlock {
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

/** Block ids change with the text, because Slack requires a new id for a changed block. */
export function coversBlock(name: string, words: string): KnownBlock {
  return { ...section(words), block_id: `${name}.${shortHash(words, 8)}` };
}
