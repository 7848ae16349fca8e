import type { Compare, Scheme } from './scheme';

const TOKEN = /(<=|>=|=>|==|!=|~>|[<>=~^])?\s*([^\s,|<>=~^!]+(?:[~^][^\s,|<>=~^!]+)*)/g;

/** Operators before a version that is fixed itself. */
const EXACT = new Set(['', '=', '==', '>=', '=>', '~>']);
const UPPER_BOUND = new Set(['<', '<=']);

/**
 * The versions of a `FixedVersion`, oldest first: one for each branch that has a fix. Trivy joins them by commas, in no
 * order and sometimes with the operators of an advisory, where a comma may also mean "and". Undefined if one of them cannot
 * be compared.
 */
export function readFixedVersions(
  text: string,
  scheme: Scheme,
  compare: Compare,
): string[] | undefined {
  const tokens = [...text.matchAll(TOKEN)]
    .map(([, operator = '', version = '']) => ({ operator, version }))
    .filter(({ operator }) => !UPPER_BOUND.has(operator));
  const isKnown = tokens.every(
    ({ operator, version }) =>
      EXACT.has(operator) && compare(scheme, version, version) !== undefined,
  );
  if (!isKnown || tokens.length === 0) return undefined;
  const exact = tokens.filter(
    (token) => token.operator !== '~>' || !tokens.some((other) => narrows(token.version, other)),
  );
  const versions = [...new Set(exact.map(({ version }) => version))];
  return versions.sort((a, b) => compare(scheme, a, b) ?? 0);
}

/** `>= 1.2.5` beside `~> 1.2`, which means 1.2 and later but not 2: the branch is fixed from 1.2.5 on. */
function narrows(branch: string, { operator, version }: { operator: string; version: string }) {
  const prefix = branch.slice(0, branch.lastIndexOf('.') + 1);
  return operator !== '~>' && version !== branch && prefix !== '' && version.startsWith(prefix);
}

/**
 * Whether a version clears a vulnerability that is fixed in these versions, oldest first: it is at least the newest of
 * them, or on the branch of one that it is at least. Undefined where that cannot be told.
 */
export function clears(
  target: string,
  fixed: readonly string[],
  scheme: Scheme,
  compare: Compare,
): boolean | undefined {
  const orders = fixed.map((version) => compare(scheme, version, target));
  if (orders.some((order) => order === undefined)) return undefined;
  const index = orders.findLastIndex((order) => order !== undefined && order <= 0);
  const [reached, next] = [fixed[index], fixed[index + 1]];
  if (reached === undefined) return false;
  return next === undefined || isOnBranch(target, reached, next);
}

/** Same as the fixed version in all segments up to the one in which the next branch differs from it. */
function isOnBranch(target: string, reached: string, next: string): boolean {
  const [own, one, other] = [target, reached, next].map(segmentsOf);
  const length = Math.max(one?.length ?? 0, other?.length ?? 0);
  for (let index = 0; index < length; index += 1) {
    const segment = one?.[index] ?? '0';
    if ((own?.[index] ?? '0') !== segment) return false;
    if ((other?.[index] ?? '0') !== segment) return true;
  }
  return true;
}

function segmentsOf(version: string): string[] {
  return version
    .replace(/^v/, '')
    .split(/[^\dA-Za-z]+/)
    .map((segment) => segment.replace(/^0+(?=\d)/, ''));
}

const PRE_RELEASE: Partial<Record<Scheme, RegExp>> = {
  npm: /^\d+(\.\d+)*-/,
  generic: /^v?\d+(\.\d+)*-?[A-Za-z]|^v?\d+(\.\d+)*-/,
  gem: /[A-Za-z]/,
  pip: /\d[._-]?(a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?\d*/i,
  maven: /(^|[\d._-])(alpha|beta|milestone|m|rc|cr|snapshot|ea|pre)[._-]?\d*($|[._-])/i,
};

/** A version that its authors call no release. Vendors of operating systems publish no others as fixes. */
export function isPreRelease(version: string, scheme: Scheme): boolean {
  return PRE_RELEASE[scheme]?.test(version) ?? false;
}

/** A library's first number differs. */
export function isMajorJump(installed: string, target: string, scheme: Scheme): boolean {
  if (scheme === 'apk' || scheme === 'deb' || scheme === 'rpm') return false;
  const [from, to] = [installed, target].map((version) => /\d+/.exec(version)?.[0]);
  return from !== to;
}
