/* Expressions of EventBridge Scheduler (its user guide, "Schedule types"), checked before a deployment starts. */

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  name: string;
  least: number;
  most: number;
  /** Names of the values, the first of which is `least`. */
  names?: string[];
  /** Further forms: the last day, the nearest weekday, the second Monday. */
  also?: RegExp;
}

const FIELDS: Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31, also: /^(\?|L|LW|\d{1,2}W)$/ },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of week', least: 1, most: 7, names: DAYS, also: /^(\?|L|[1-7]L|\w{1,3}#[1-5])$/ },
  { name: 'year', least: 1970, most: 2199 },
];

/** What is wrong with a `rate(...)` or `cron(...)`; undefined when Scheduler takes it. */
export function scheduleFault(expression: string): string | undefined {
  const [, kind, inside = ''] = /^(rate|cron)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'rate') return rateFault(inside);
  if (kind === 'cron') return cronFault(inside.trim().split(/\s+/));
  const bare = expression.trim().split(/\s+/);
  const example = bare.length === 5 ? sixFields(bare) : undefined;
  return `must be rate(...) or cron(...), such as ${example ?? 'cron(0 3 * * ? *)'}`;
}

function rateFault(inside: string): string | undefined {
  const [, count, unit] = /^(\d+) (minute|hour|day)s?$/.exec(inside) ?? [];
  if (count === undefined || unit === undefined || Number(count) < 1)
    return 'must be a rate such as rate(12 hours) or rate(1 day)';
  const right = Number(count) === 1 ? `1 ${unit}` : `${Number(count)} ${unit}s`;
  return right === inside ? undefined : `must be written as rate(${right})`;
}

function cronFault(fields: string[]): string | undefined {
  if (fields.length === 5) {
    const right = sixFields(fields) ?? 'cron(0 3 * * ? *)';
    return `has five fields; AWS needs six, the last for the year, and one of the days must be ?: ${right}`;
  }
  if (fields.length !== 6) return `has ${fields.length} fields; AWS needs six: cron(0 3 * * ? *)`;
  const [, , monthDay, , weekDay] = fields;
  if ((monthDay === '?') === (weekDay === '?'))
    return 'must have ? as the day of month or as the day of week, and not as both: cron(0 3 * * ? *)';
  const wrong = FIELDS.find((field, index) => !isField(fields[index] ?? '', field));
  if (wrong === undefined) return undefined;
  return `has a wrong value for ${wrong.name}, which goes from ${wrong.least} to ${wrong.most}`;
}

function isField(text: string, field: Field): boolean {
  if (field.also?.test(text)) return true;
  return text.split(',').every((part) => isPart(part, field));
}

/** `*`, `5`, `MON`, `1-5`, and each of them with a step. */
function isPart(part: string, field: Field): boolean {
  const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (step !== undefined && Number(step) < 1) return false;
  const first = from === '*' ? field.least : numberOf(from, field);
  const last = to === undefined ? first : numberOf(to, field);
  return [first, last].every((value) => value >= field.least && value <= field.most);
}

function numberOf(text: string, { least, names = [] }: Field): number {
  const index = names.indexOf(text.toUpperCase());
  if (index >= 0) return least + index;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** A crontab's five fields in AWS's form; undefined where days of the month and of the week are both set. */
function sixFields([minutes = '', hours = '', monthDay = '', month = '', weekDay = '']: string[]) {
  const days = weekDay === '*' ? [monthDay, '?'] : ['?', weekDayOf(weekDay)];
  if (weekDay !== '*' && monthDay !== '*') return undefined;
  const fields = [minutes, hours, days[0] ?? '', month, days[1] ?? '', '*'];
  return cronFault(fields) === undefined ? `cron(${fields.join(' ')})` : undefined;
}

/** A crontab counts from Sunday as 0 (or 7), AWS from Sunday as 1. */
function weekDayOf(weekDay: string): string {
  return weekDay.replaceAll(/\d+/g, (day) => DAYS[Number(day) % 7] ?? day);
}
