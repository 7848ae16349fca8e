import type { KnownBlock } from '@slack/types';
import type { Coverage } from '../../../domain/query-answer';
import { remedyLine } from '../blocks/remedy-line';
import type { RenderContext } from '../blocks/render-context';
import { textsOf } from '../blocks/texts';
import { type Covers, coversBlock } from './triage-all';

/** What the worker counted for the filters of the form. */
export function coverageOf(
  { count, lines, upgrades }: Pick<Coverage, 'count' | 'lines' | 'upgrades'>,
  context: RenderContext,
): Covers {
  const { text } = context;
  const more = upgrades - lines.length;
  const texts = textsOf([
    `*${text.triage.covers(text.findings(count))}*`,
    ...lines.map((line) => remedyLine(line, context)),
    ...(more > 0 ? [text.digest.moreUpgrades(more)] : []),
  ]);
  const blocks = texts.map((words, index): KnownBlock => coversBlock(`covers${index}`, words));
  return { count, blocks };
}
