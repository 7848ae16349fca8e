import { compare as comparePip, valid as isPip } from '@renovatebot/pep440';
import { gt, valid as isGem, lt } from '@renovatebot/ruby-semver';
import { compare as compareSemver, parse as parseSemver } from 'semver';
import { compareApk } from '../../domain/versions/apk';
import { compareDeb } from '../../domain/versions/deb';
import { compareGeneric } from '../../domain/versions/generic';
import { compareMaven } from '../../domain/versions/maven';
import type { Order } from '../../domain/versions/order';
import { compareRpm } from '../../domain/versions/rpm';
import type { Compare, Scheme } from '../../domain/versions/scheme';

type CompareTwo = (a: string, b: string) => Order | undefined;

/** The comparison of every scheme. Sources and tests of each: docs/versions.md. */
export function createCompare(): Compare {
  return (scheme, a, b) => COMPARE[scheme](a, b);
}

const COMPARE: Record<Scheme, CompareTwo> = {
  apk: compareApk,
  deb: compareDeb,
  rpm: compareRpm,
  gem: ifBoth(
    (version) => isGem(version) !== null,
    (a, b) => (lt(a, b) ? -1 : gt(a, b) ? 1 : 0),
  ),
  generic: compareGeneric,
  maven: compareMaven,
  npm: ifBoth(isSemver, compareSemver),
  pip: ifBoth((version) => isPip(version) !== null, comparePip),
};

function ifBoth(isValid: (version: string) => boolean, compare: CompareTwo): CompareTwo {
  return (a, b) => (isValid(a) && isValid(b) ? compare(a, b) : undefined);
}

/** The library also takes `v1.2.3` and ` 1.2.3`, which Trivy cannot read. */
function isSemver(version: string): boolean {
  return /^\d/.test(version) && parseSemver(version) !== null;
}
