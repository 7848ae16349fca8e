import { type CvssScore, parseVector } from './cvss';
import { defined } from './defined';
import { DAY_MS } from './timing';

/*
 * By when a vulnerability has to be dealt with: the four questions and sixteen answers of CISA's directive BOD 26-04
 * (June 2026), as CERT/CC publishes them in `certcc-ssvc`.
 */

/**
 * CERT/CC's codes, most urgent first: within 3 days with a look for signs of compromise, within 3, 14 and 60 days, at
 * the next rebuild.
 */
export const OUTCOMES = ['3DF', '3D', '14D', '60D', 'FSU'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Days of each outcome; the next rebuild has no date. */
const DAYS: Record<Outcome, number | undefined> = {
  '3DF': 3,
  '3D': 3,
  '14D': 14,
  '60D': 60,
  FSU: undefined,
};

/** Whether the internet can reach what runs an image. `configured`: by vulnscan.yml; `derived`: from ECS. */
export type Exposure =
  | { exposed: 'yes' | 'no'; source: 'configured' | 'derived' }
  /** Counts as exposed where it shortens a due date. */
  | { exposed: 'unknown' };

export type Impact = 'partial' | 'total';

/** What is known of one vulnerability in the images that it is in. */
export interface UrgencyFacts {
  exposed: Exposure['exposed'];
  /** Day at which CISA listed it as exploited, YYYY-MM-DD. */
  exploitedSince?: string;
  automatable: boolean;
  impact: Impact;
  /** From a CVSS vector; `assumed` where there is none: then automatable, with total impact. */
  vectorSource: 'cvss' | 'assumed';
  epss?: Epss;
}

/** A likelihood of exploitation in the next 30 days, and the share of vulnerabilities that have a lower one; 0 to 1. */
export interface Epss {
  score: number;
  percentile: number;
}

/** The answer, with its reasons. */
export interface Urgency extends UrgencyFacts {
  outcome: Outcome;
  /** ISO 8601: since when it has been at least this urgent without a break. */
  since: string;
  /** ISO 8601; absent at the next rebuild. */
  dueAt?: string;
  /**
   * Since when it has been at least as urgent as a calmer outcome, ISO 8601, where that is longer than `since`. When the
   * cause of the present outcome is gone, the due date is again the one from before.
   */
  clocks?: Partial<Record<Clock, string>>;
}

/** Outcomes with a date, the soonest first. 3DF and 3D are equally soon. */
const CLOCKS = ['3D', '14D', '60D'] as const;
type Clock = (typeof CLOCKS)[number];

interface Answers {
  exploited: boolean;
  exposed: boolean;
  automatable: boolean;
  impact: Impact;
}

/** The decision table. `exploited` counts only if CISA lists the vulnerability; EPSS plays no part. */
export function outcomeOf({ exploited, exposed, automatable, impact }: Answers): Outcome {
  const isTotal = impact === 'total';
  if (!exploited) return unexploited(exposed, automatable, isTotal);
  if (exposed && (isTotal || automatable)) return isTotal ? '3DF' : '3D';
  return automatable && isTotal ? '3DF' : '14D';
}

function unexploited(exposed: boolean, automatable: boolean, isTotal: boolean): Outcome {
  if (exposed && automatable) return isTotal ? '3D' : '14D';
  if (exposed) return isTotal ? '14D' : '60D';
  return automatable ? '60D' : 'FSU';
}

/**
 * The urgency now. The due date moves only with its cause: each outcome's time runs from when it first applied, and goes on
 * while it or a more urgent one applies; whichever ends first is the due date. So a more urgent outcome is never due later
 * than before. Without a former urgency all of them begin now.
 */
export function urgencyOf(facts: UrgencyFacts, before: Urgency | undefined, now: Date): Urgency {
  const outcome = outcomeOf(answersOf(facts, facts.exposed !== 'no'));
  const starts = CLOCKS.filter((clock) => periodOf(clock) >= periodOf(outcome)).map(
    (clock) => [clock, startOf(clock, before) ?? now.toISOString()] as const,
  );
  const since = starts[0]?.[1] ?? rebuildSince(before) ?? now.toISOString();
  const longer = starts.filter(([, start]) => start !== since);
  return {
    ...onlyFacts(facts),
    outcome,
    since,
    ...defined({ dueAt: starts.map(endOf).sort()[0] }),
    ...(longer.length > 0 && { clocks: Object.fromEntries(longer) }),
  };
}

/** The same facts, as if they had all become true now: after an appearance that had ended. */
export function restarted(urgency: Urgency, now: Date): Urgency {
  return urgencyOf(urgency, undefined, now);
}

/** The outcome by what is known: an exposure that is only assumed counts as none. */
export function knownOutcome(facts: UrgencyFacts): Outcome {
  return outcomeOf(answersOf(facts, facts.exposed === 'yes'));
}

/** How long an outcome gives, in milliseconds; infinite at the next rebuild. */
export function periodOf(outcome: Outcome): number {
  const days = DAYS[outcome];
  return days === undefined ? Number.POSITIVE_INFINITY : days * DAY_MS;
}

export function isOverdue({ dueAt }: Pick<Urgency, 'dueAt'>, now: Date): boolean {
  return dueAt !== undefined && Date.parse(dueAt) <= now.getTime();
}

/** The same image run by several services is exposed if one of them is. */
export function mostExposed(a: Exposure | undefined, b: Exposure | undefined) {
  const order = ['yes', 'unknown', 'no'] as const;
  return order
    .map((answer) => [a, b].find((exposure) => exposure?.exposed === answer))
    .find((exposure) => exposure !== undefined);
}

/** A finding is exposed if one of its images is; not known if that is not known of one of them. */
export function exposureOf(images: { exposure?: Exposure }[]): Exposure['exposed'] {
  const answers = images.map(({ exposure }) => exposure?.exposed ?? 'unknown');
  if (answers.includes('yes')) return 'yes';
  return answers.length === 0 || answers.includes('unknown') ? 'unknown' : 'no';
}

/**
 * Automatable and impact from a CVSS vector: over the network, of low complexity, without privileges or a user's help;
 * confidentiality and integrity both lost. Of the ratings, the first with a vector of version 3 or 4 counts,
 * else the first of version 2.
 */
export function factsOfVector(
  ratings: CvssScore[],
): Pick<UrgencyFacts, 'automatable' | 'impact' | 'vectorSource'> {
  const vectors = ratings.flatMap(({ vector, version }) => parseVector(vector, version) ?? []);
  const metrics = vectors.find(({ major }) => major >= 3) ?? vectors[0];
  if (metrics === undefined) return { automatable: true, impact: 'total', vectorSource: 'assumed' };
  const { isAutomatable: automatable, isTotal } = metrics;
  return { automatable, impact: isTotal ? 'total' : 'partial', vectorSource: 'cvss' };
}

function answersOf(facts: UrgencyFacts, exposed: boolean): Answers {
  const { exploitedSince, automatable, impact } = facts;
  return { exploited: exploitedSince !== undefined, exposed, automatable, impact };
}

/** When the outcome, or a more urgent one, first applied; undefined if none did. */
function startOf(clock: Clock, before: Urgency | undefined): string | undefined {
  if (before === undefined || periodOf(before.outcome) > periodOf(clock)) return undefined;
  return before.clocks?.[clock] ?? before.since;
}

function endOf([clock, start]: readonly [Clock, string]): string {
  return new Date(Date.parse(start) + periodOf(clock)).toISOString();
}

function rebuildSince(before: Urgency | undefined): string | undefined {
  return before?.outcome === 'FSU' ? before.since : undefined;
}

function onlyFacts({
  exposed,
  exploitedSince,
  automatable,
  impact,
  vectorSource,
  epss,
}: UrgencyFacts): UrgencyFacts {
  return { exposed, automatable, impact, vectorSource, ...defined({ exploitedSince, epss }) };
}
