import type { Finding } from '../../../domain/finding';
import { groupBy } from '../../../domain/group-by';
import type { StaleKev } from '../../../domain/query-answer';
import { DAY_MS } from '../../../domain/timing';
import { type Exposure, periodOf, type Urgency } from '../../../domain/urgency';
import { code } from '../escape';
import { stateOf } from './decision';
import { imageLabels } from './image-labels';
import { plainDate, type RenderContext, showDate, showDay } from './render-context';
import { fold } from './shared-blocks';
import { capital } from './texts';

/** Images named beside one answer. */
const MOST = 5;

/**
 * The four answers from which a due date follows, each with its source, and how likely an exploitation is: lines of
 * mrkdwn. `kev` is given where CISA's newest catalogue could not be read.
 */
export function urgencyAnswers(
  finding: Finding,
  kev: StaleKev | undefined,
  context: RenderContext,
): string[] {
  const { urgency } = finding;
  if (urgency === undefined) return [];
  return [
    ...(stateOf(finding) === 'open' ? [periodLine(urgency, context)] : []),
    exploitedLine(urgency, kev, context),
    ...exposureLines(finding, urgency, context),
    vectorLine(urgency, context),
    ...epssLine(urgency, context),
  ];
}

/** CISA's directive, by which the time is counted. */
function periodLine({ outcome, since, dueAt }: Urgency, context: RenderContext): string {
  const words = context.text.urgency.answers;
  const period = periodOf(outcome);
  if (dueAt === undefined) return words.noPeriod;
  const signs = outcome === '3DF' ? ` · ${context.text.urgency.checkSigns}` : '';
  const isEarlier = Date.parse(dueAt) < Date.parse(since) + period;
  if (isEarlier) return `${words.earlier(showDate(context, dueAt))}${signs}`;
  return `${words.period(period / DAY_MS, plainDate(context, since))}${signs}`;
}

function exploitedLine(
  { exploitedSince: since }: Urgency,
  kev: StaleKev | undefined,
  context: RenderContext,
): string {
  const words = context.text.urgency.answers;
  if (since !== undefined) return words.exploitedSince(showDay(context, since));
  if (!context.readsKev) return words.feedsOff;
  if (kev === undefined) return words.notExploited;
  return kev.copyOf === undefined
    ? words.noCatalogue
    : words.notExploitedAsOf(showDate(context, kev.copyOf));
}

/** Images with the same answer of the same source together. */
function exposureLines({ images }: Finding, urgency: Urgency, context: RenderContext): string[] {
  const { text } = context;
  const labels = imageLabels(images, text);
  const groups = groupBy(images, ({ exposure }) => sourceWords(exposure, context));
  if (groups.size === 0) return [capital(text.urgency.exposed[urgency.exposed])];
  return [...groups].map(([words, members]) => {
    const names = [
      ...new Set(members.map((image) => code(labels.get(image) ?? image.repository, 60))),
    ];
    return `${capital(words)}: ${fold(names, MOST, text)}`;
  });
}

function sourceWords(exposure: Exposure | undefined, { text }: RenderContext): string {
  const { exposed, answers } = text.urgency;
  if (exposure === undefined || exposure.exposed === 'unknown') return exposed.unknown;
  return answers.from(exposed[exposure.exposed], answers.source[exposure.source]);
}

function vectorLine({ automatable, impact, vectorSource }: Urgency, { text }: RenderContext) {
  const { answers, automatable: words, impact: impacts } = text.urgency;
  const what = text.listed([words[automatable ? 'yes' : 'no'], impacts[impact]]);
  return capital(answers.from(what, answers.source[vectorSource]));
}

/** A likelihood, never "exploited". */
function epssLine({ epss }: Urgency, { text }: RenderContext): string[] {
  if (epss === undefined) return [];
  // Rounded down: no likelihood is higher than that of all.
  const below = String(Math.floor(epss.percentile * 100));
  return [text.urgency.answers.epss(percent(epss.score), below)];
}

/** Less than one percent is not none. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return rounded === 0 ? '< 1' : String(rounded);
}
