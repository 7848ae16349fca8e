import { ecosystemOf } from '../remedy-key';
import type { Order } from './order';

/** Rules by which versions are ordered. `generic` is Trivy's own for ecosystems that it has no other rules for. */
export type Scheme = 'apk' | 'deb' | 'rpm' | 'gem' | 'generic' | 'maven' | 'npm' | 'pip';

/**
 * How two versions compare, as Trivy compares them. Undefined where they cannot be compared: then nothing is said of them.
 * Made by `createCompare` of adapters/versions, since some schemes take libraries that only the scanner has.
 */
export type Compare = (scheme: Scheme, a: string, b: string) => Order | undefined;

const FAMILIES: Partial<Record<Scheme, string>> = {
  apk: 'alpine chainguard minimos wolfi',
  // Trivy compares versions of Amazon Linux as those of Debian (pkg/detector/ospkg/amazon).
  deb: 'amazon debian echo ubuntu',
  rpm:
    'alma azurelinux bottlerocket cbl-mariner centos centos-stream coreos fedora opensuse opensuse-leap ' +
    'opensuse-tumbleweed oracle photon redhat rocky slem sles suse',
  gem: 'cocoapods gem',
  generic: 'cargo composer conan go hex julia nuget pub swift',
  maven: 'maven',
  npm: 'npm',
  pip: 'pip',
};

const SCHEMES = new Map<string, Scheme>(
  Object.entries(FAMILIES).flatMap(([scheme, names]) =>
    names
      .split(' ')
      .flatMap((name): [string, Scheme][] => (isScheme(scheme) ? [[name, scheme]] : [])),
  ),
);

function isScheme(text: string): text is Scheme {
  return text in FAMILIES;
}

/** Scheme of one of Trivy's package types. Undefined where no rules are known, as for Conda. */
export function schemeOf(type: string | undefined): Scheme | undefined {
  if (type === undefined) return undefined;
  if (type.startsWith('suse linux')) return 'rpm';
  return SCHEMES.get(ecosystemOf(type));
}
