import { clean, escaped } from '../escape';

/** Hosts that findings may link to: an address comes from a vulnerability database and is not trusted. */
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
  'security.alpinelinux.org',
  'access.redhat.com',
  'errata.almalinux.org',
  'errata.rockylinux.org',
  'alas.aws.amazon.com',
  'linux.oracle.com',
  'www.suse.com',
];
const GITHUB_ADVISORY = /^\/(advisories|[\w.-]+\/[\w.-]+\/security\/advisories)\//;
const MAX_LINK = 300;

/** The vulnerability's page if its host is allowed, else one derived from the id, else undefined. */
export function advisoryUrl(primaryUrl: string | undefined, id: string): string | undefined {
  return allowed(primaryUrl) ?? madeFrom(id);
}

function allowed(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const plainHttps =
    url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  const known =
    ADVISORY_HOSTS.includes(url.hostname) ||
    (url.hostname === 'github.com' && GITHUB_ADVISORY.test(url.pathname));
  return plainHttps && known && url.href.length <= MAX_LINK ? url.href : undefined;
}

function madeFrom(id: string): string | undefined {
  if (/^CVE-\d{4}-\d{4,}$/.test(id)) return `https://nvd.nist.gov/vuln/detail/${id}`;
  if (/^GHSA(-[0-9a-z]{4}){3}$/.test(id)) return `https://github.com/advisories/${id}`;
  return undefined;
}

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
