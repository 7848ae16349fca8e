import { hint, nearest } from './did-you-mean';

/** Names as in the IANA database, which EventBridge Scheduler wants: not an abbreviation, and in this case. */
const NAME = /^(UTC|GMT|[A-Z]\w+(\/[A-Z0-9][\w+-]*)+)$/;

/** What is wrong with the name of a time zone; undefined when there is one of that name. */
export function timeZoneFault(name: string): string | undefined {
  const known = resolve(name);
  const isOtherCase = known !== name && known?.toLowerCase() === name.toLowerCase();
  if (known !== undefined && NAME.test(name) && !isOtherCase) return undefined;
  return `must be a time zone such as Asia/Tokyo or UTC${hint(known ?? guess(name))}`;
}

/** Undefined when there is no such time zone. An old name, such as Asia/Calcutta, may resolve to another. */
function resolve(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** By its city, or by a name that is nearly the same. */
function guess(name: string): string | undefined {
  const all = Intl.supportedValuesOf('timeZone');
  const city = `/${name.replaceAll(' ', '_').toLowerCase()}`;
  return all.find((each) => each.toLowerCase().endsWith(city)) ?? nearest(name, all);
}
