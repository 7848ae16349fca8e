import { AwsError } from '../aws-error';
import type { Json, JsonObject } from '../json';
import { isObject, textAt, valuesAt } from '../json';
import type { FilterKind } from './filter-fields';
import { FILTER_FIELDS } from './filter-fields';
import { LIMITS } from './limits';

export type Predicate = (finding: JsonObject) => boolean;
type Test = (values: Json[]) => boolean;

/** All negative tests must hold, and at least one positive test. */
interface Condition {
  negative: boolean;
  test: Test;
}

const DAY = 86_400_000;
const COMPARISONS = ['EQUALS', 'PREFIX', 'NOT_EQUALS', 'PREFIX_NOT_EQUALS'];
/** In the model, but said there to work in automation rules and V2 operations only. */
const NOT_HERE = ['CONTAINS', 'NOT_CONTAINS', 'CONTAINS_WORD'];

/**
 * Compiles the Filters of GetFindings. Attributes are joined by AND; on one attribute the positive
 * comparisons by OR and the negative ones by AND. At most 10 attributes with 20 values each; an
 * unknown attribute or a forbidden mix is refused, never ignored.
 */
export function compileFilters(filters: Json | undefined, now: Date): Predicate {
  if (filters === undefined) return () => true;
  if (!isObject(filters)) throw invalid('Filters should be a structure');
  const names = Object.keys(filters);
  if (names.length > LIMITS.filterAttributes) {
    throw invalid(
      `Filters may name at most ${LIMITS.filterAttributes} attributes, found ${names.length}`,
    );
  }
  const predicates = names.map((name) => compileAttribute(name, filters[name], now));
  return (finding) => predicates.every((predicate) => predicate(finding));
}

function compileAttribute(name: string, given: Json | undefined, now: Date): Predicate {
  const field = Object.hasOwn(FILTER_FIELDS, name) ? FILTER_FIELDS[name] : undefined;
  if (!field) throw invalid(`Invalid filter attribute: ${name}`);
  if (!Array.isArray(given) || !given.every(isObject)) throw invalid(`${name} should be a list`);
  if (given.length > LIMITS.filterValues) {
    throw invalid(`${name} may have at most ${LIMITS.filterValues} values, found ${given.length}`);
  }
  if (given.length === 0) return () => true;
  refuseMixes(name, given);
  const conditions = given.map((value) => compileCondition(name, field.kind, value, now));
  const any = conditions.filter(({ negative }) => !negative);
  const all = conditions.filter(({ negative }) => negative);
  const path = field.path.split('.');
  return (finding) => {
    const values = valuesAt(finding, path);
    return (
      (any.length === 0 || any.some(({ test }) => test(values))) &&
      all.every(({ test }) => test(values))
    );
  };
}

function refuseMixes(name: string, given: JsonObject[]): void {
  const used = new Set(given.map((value) => textAt(value, 'Comparison')));
  if (used.has('EQUALS') && (used.has('NOT_EQUALS') || used.has('PREFIX_NOT_EQUALS'))) {
    throw invalid(`${name} can't have both an EQUALS and a NOT_EQUALS or PREFIX_NOT_EQUALS filter`);
  }
}

function compileCondition(name: string, kind: FilterKind, value: JsonObject, now: Date): Condition {
  switch (kind) {
    case 'string':
      return stringCondition(name, value);
    case 'map':
      return mapCondition(name, value);
    case 'date':
      return positive(dateTest(name, value, now));
  }
}

function stringCondition(name: string, filter: JsonObject): Condition {
  const wanted = required(name, filter, 'Value');
  const comparison = comparisonOf(name, filter, COMPARISONS);
  const hit = comparison.startsWith('PREFIX')
    ? (found: Json) => typeof found === 'string' && found.startsWith(wanted)
    : (found: Json) => found === wanted;
  return comparison.includes('NOT')
    ? { negative: true, test: (values) => !values.some(hit) }
    : positive((values) => values.some(hit));
}

function mapCondition(name: string, filter: JsonObject): Condition {
  const key = required(name, filter, 'Key');
  const wanted = required(name, filter, 'Value');
  const comparison = comparisonOf(name, filter, ['EQUALS', 'NOT_EQUALS']);
  const hit = (found: Json) =>
    isObject(found) && Object.hasOwn(found, key) && found[key] === wanted;
  return comparison === 'NOT_EQUALS'
    ? { negative: true, test: (values) => !values.some(hit) }
    : positive((values) => values.some(hit));
}

function comparisonOf(name: string, filter: JsonObject, allowed: readonly string[]): string {
  const comparison = required(name, filter, 'Comparison');
  if (NOT_HERE.includes(comparison)) {
    throw invalid(`${name}: ${comparison} works in automation rules only, not in GetFindings`);
  }
  if (!allowed.includes(comparison)) throw invalid(`${name}: unknown Comparison ${comparison}`);
  return comparison;
}

function dateTest(name: string, filter: JsonObject, now: Date): Test {
  const [start, end] = spanOf(name, filter, now);
  return (values) =>
    values.some((found) => {
      const at = typeof found === 'string' ? Date.parse(found) : Number.NaN;
      return at >= start && at <= end;
    });
}

function spanOf(name: string, filter: JsonObject, now: Date): [number, number] {
  const range = filter['DateRange'];
  if (isObject(range)) {
    const days = range['Value'];
    if (typeof days !== 'number' || range['Unit'] !== 'DAYS') {
      throw invalid(`${name}: DateRange should have a Value and the Unit DAYS`);
    }
    const edge = now.getTime() - days * DAY;
    const comparison = range['Comparison'] ?? 'WITHIN';
    if (comparison === 'WITHIN') return [edge, now.getTime()];
    if (comparison === 'OLDER_THAN') return [Number.NEGATIVE_INFINITY, edge];
    throw invalid(`${name}: unknown DateRange Comparison`);
  }
  if (filter['Start'] === undefined && filter['End'] === undefined) {
    throw invalid(`${name} should have Start, End or DateRange`);
  }
  return [
    timeOr(name, filter['Start'], Number.NEGATIVE_INFINITY),
    timeOr(name, filter['End'], Number.POSITIVE_INFINITY),
  ];
}

function timeOr(name: string, value: Json | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw invalid(`${name}: not a time stamp: ${JSON.stringify(value)}`);
  return at;
}

function required(name: string, filter: JsonObject, member: string): string {
  const value = textAt(filter, member);
  if (!/\S/.test(value)) throw invalid(`${name} should have a ${member}`);
  return value;
}

function positive(test: Test): Condition {
  return { negative: false, test };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}
