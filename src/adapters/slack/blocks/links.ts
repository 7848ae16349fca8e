import { clean, escaped } from '../escape';

/**
 * Hosts that findings may link to: an address comes from a vulnerability database and is not trusted. All that Trivy
 * takes for a primary address (pkg/vulnerability/vulnerability.go) are among them.
 */
const ADVISORY_HOSTS = [
  'avd.aquasec.com',
  'nvd.nist.gov',
  'www.cve.org',
  'cve.org',
  'osv.dev',
  'rustsec.org',
  'pkg.go.dev',
  'security-tracker.debian.org',
  'ubuntu.com',
  'www.ubuntu.com',
  'usn.ubuntu.com',
  'www.debian.org',
  'security.alpinelinux.org',
  'access.redhat.com',
  'errata.almalinux.org',
  'errata.rockylinux.org',
  'alas.aws.amazon.com',
  'linux.oracle.com',
  'www.suse.com',
  'lists.opensuse.org',
  'groups.google.com',
];
/** Hosts of which only some pages are about vulnerabilities. */
const ADVISORY_PATHS: Record<string, RegExp> = {
  'github.com': /^\/(advisories|[\w.-]+\/[\w.-]+\/security\/advisories)\//,
  'www.npmjs.com': /^\/advisories\//,
  'hackerone.com': /^\/reports\//,
};
/** Hosts that databases name with http only; they have https as well. */
const UPGRADED_HOSTS = [
  'www.debian.org',
  'www.ubuntu.com',
  'lists.opensuse.org',
  'linux.oracle.com',
];
const MAX_LINK = 300;

/** The vulnerability's page if its host is allowed, else one derived from the id, else undefined. */
export function advisoryUrl(primaryUrl: string | undefined, id: string): string | undefined {
  return allowed(primaryUrl) ?? madeFrom(id);
}

function allowed(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol === 'http:' && UPGRADED_HOSTS.includes(url.hostname)) url.protocol = 'https:';
  const plainHttps =
    url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  const known =
    ADVISORY_HOSTS.includes(url.hostname) ||
    ADVISORY_PATHS[url.hostname]?.test(url.pathname) === true;
  return plainHttps && known && url.href.length <= MAX_LINK ? url.href : undefined;
}

function madeFrom(id: string): string | undefined {
  const page = PAGES.find(([pattern]) => pattern.test(id));
  return page === undefined ? undefined : `${page[1]}${id}`;
}

/** Where a vulnerability's page is by its id alone. */
const PAGES: [RegExp, string][] = [
  [/^CVE-\d{4}-\d{4,}$/, 'https://nvd.nist.gov/vuln/detail/'],
  [/^GHSA(-[0-9a-z]{4}){3}$/, 'https://github.com/advisories/'],
  [/^RUSTSEC-\d{4}-\d{4}$/, 'https://osv.dev/vulnerability/'],
  [/^GO-\d{4}-\d{4,}$/, 'https://pkg.go.dev/vuln/'],
  [/^(TEMP-\d+-[0-9A-F]{6}|D[SL]A-\d+-\d+)$/, 'https://security-tracker.debian.org/tracker/'],
];

/** Characters; a longer address would take the space of the rest of its line. */
const MAX_ADDRESS = 1500;

/** A link in mrkdwn; only the label without an address or with one that is too long. */
export function link(url: string | undefined, label: string, limit: number): string {
  const words = escaped(label.replaceAll('|', '/'), limit);
  if (url === undefined) return words;
  const address = clean(url)
    .replaceAll('|', '%7C')
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E')
    .replaceAll('&', '&amp;');
  return address.length > MAX_ADDRESS ? words : `<${address}|${words}>`;
}
