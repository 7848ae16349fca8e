import { AwsError } from '../aws-error';
import type { Json, JsonObject } from '../json';
import { isObject, textAt, valuesAt } from '../json';
import { FILTER_FIELDS } from './filter-fields';
import { compileFilters } from './filters';
import { LIMITS } from './limits';
import type { Pager } from './paging';
import type { Stored } from './store';

interface Order {
  path: string[];
  descending: boolean;
}

/** A place in the sorted list: the values sorted by, then the finding's number. */
type Place = [...Json[], number];

/** GetFindings: filtered, sorted, one page. A page goes on after its last finding, whatever changed. */
export function getFindings(input: JsonObject, stored: Stored[], pager: Pager, now: Date): Json {
  const { NextToken, MaxResults, ...question } = input;
  const size = pageSize(MaxResults);
  const matches = compileFilters(input['Filters'], now);
  const orders = ordersOf(input['SortCriteria']);
  const after = NextToken === undefined ? undefined : pager.position(NextToken, question);
  const found = stored
    .filter(({ finding }) => matches(finding))
    .map(({ finding, seq }) => ({ finding, place: placeOf(finding, seq, orders) }))
    .filter(({ place }) => !Array.isArray(after) || compare(place, after, orders) > 0)
    .sort((a, b) => compare(a.place, b.place, orders));
  const page = found.slice(0, size);
  const last = page.at(-1);
  return {
    Findings: page.map(({ finding }) => finding),
    ...(found.length > size && last && { NextToken: pager.token(last.place, question) }),
  };
}

/** MaxResults: 1 to 100, the service's default is the most it gives. */
export function pageSize(given: Json | undefined): number {
  if (given === undefined) return LIMITS.pageSize;
  if (
    typeof given === 'number' &&
    Number.isInteger(given) &&
    given >= 1 &&
    given <= LIMITS.pageSize
  ) {
    return given;
  }
  throw new AwsError(
    'InvalidInputException',
    `MaxResults should be between 1 and ${LIMITS.pageSize}`,
  );
}

function ordersOf(criteria: Json | undefined): Order[] {
  if (criteria === undefined) return [];
  if (!Array.isArray(criteria))
    throw new AwsError('InvalidInputException', 'SortCriteria should be a list');
  return criteria.map((criterion) => {
    const name = isObject(criterion) ? textAt(criterion, 'Field') : '';
    const field = Object.hasOwn(FILTER_FIELDS, name) ? FILTER_FIELDS[name]?.path : undefined;
    if (!field) throw new AwsError('InvalidInputException', `SortCriteria: unknown Field ${name}`);
    const order = isObject(criterion) ? (criterion['SortOrder'] ?? 'asc') : 'asc';
    if (order !== 'asc' && order !== 'desc') {
      throw new AwsError('InvalidInputException', 'SortCriteria: SortOrder should be asc or desc');
    }
    return { path: field.split('.'), descending: order === 'desc' };
  });
}

function placeOf(finding: JsonObject, seq: number, orders: Order[]): Place {
  return [...orders.map(({ path }) => valuesAt(finding, path)[0] ?? null), seq];
}

function compare(a: Json[], b: Json[], orders: Order[]): number {
  for (const [index, { descending }] of orders.entries()) {
    const step = compareValues(a[index] ?? null, b[index] ?? null);
    if (step !== 0) return descending ? -step : step;
  }
  return Number(a.at(-1)) - Number(b.at(-1));
}

function compareValues(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left < right ? -1 : left > right ? 1 : 0;
}
