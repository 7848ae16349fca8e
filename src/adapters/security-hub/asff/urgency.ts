import * as z from 'zod/mini';
import { defined } from '../../../domain/defined';
import { PRODUCT_FIELDS } from '../../../domain/finding-fields';
import { type Epss, OUTCOMES, type Urgency } from '../../../domain/urgency';

type Fields = Record<string, string>;

/** An urgency as fields of a finding, readable in the console and by `readUrgency`. */
export function writeUrgency(urgency: Urgency | undefined): Fields {
  if (urgency === undefined) return {};
  const { outcome, dueAt, since, clocks, exposed, exploitedSince } = urgency;
  const why = {
    exposed,
    ...defined({ 'exploited since': exploitedSince }),
    automatable: urgency.automatable ? 'yes' : 'no',
    impact: urgency.impact,
    vector: urgency.vectorSource,
    since,
    ...Object.fromEntries(
      Object.entries(clocks ?? {}).map(([clock, start]) => [`${clock} since`, start]),
    ),
  };
  const words = Object.entries(why).map(([key, value]) => `${key}: ${value}`);
  return {
    [PRODUCT_FIELDS.urgency]: outcome,
    ...(dueAt !== undefined && { [PRODUCT_FIELDS.due]: dueAt }),
    [PRODUCT_FIELDS.why]: words.join('; '),
  };
}

/** `0.97432, percentile 0.99911` */
export function writeEpss(epss: Epss | undefined): Fields {
  if (epss === undefined) return {};
  return { [PRODUCT_FIELDS.epss]: `${epss.score}, percentile ${epss.percentile}` };
}

/** Undefined for what `writeUrgency` did not write. */
export function readUrgency(fields: Fields): Urgency | undefined {
  const why = Why.safeParse(readWords(fields[PRODUCT_FIELDS.why] ?? ''));
  const outcome = OUTCOMES.find((each) => each === fields[PRODUCT_FIELDS.urgency]);
  const due = date.safeParse(fields[PRODUCT_FIELDS.due]);
  if (!why.success || outcome === undefined || (!due.success && outcome !== 'FSU'))
    return undefined;
  const { exposed, automatable, impact, vector, since, 'exploited since': listed } = why.data;
  const clocks = defined({ '14D': why.data['14D since'], '60D': why.data['60D since'] });
  return {
    exposed,
    automatable: automatable === 'yes',
    impact,
    vectorSource: vector,
    ...defined({ exploitedSince: listed, epss: readEpss(fields) }),
    outcome,
    since,
    ...defined({ dueAt: due.data }),
    ...(Object.keys(clocks).length > 0 && { clocks }),
  };
}

function readWords(text: string): Fields {
  const entries = text.split('; ').map((words) => {
    const at = words.indexOf(': ');
    return [words.slice(0, at), words.slice(at + 2)] as const;
  });
  return Object.fromEntries(entries);
}

function readEpss(fields: Fields): Epss | undefined {
  const [, score, percentile] =
    /^([\d.e-]+), percentile ([\d.e-]+)$/.exec(fields[PRODUCT_FIELDS.epss] ?? '') ?? [];
  const epss = { score: Number(score), percentile: Number(percentile) };
  return Number.isFinite(epss.score) && Number.isFinite(epss.percentile) ? epss : undefined;
}

const date = z.iso.datetime();

const Why = z.object({
  exposed: z.enum(['yes', 'no', 'unknown']),
  'exploited since': z.optional(z.iso.date()),
  automatable: z.enum(['yes', 'no']),
  impact: z.enum(['partial', 'total']),
  vector: z.enum(['cvss', 'assumed']),
  since: date,
  '14D since': z.optional(date),
  '60D since': z.optional(date),
});
