import { DETAILS_OPENING } from './details-opening';

/** The view of Details. */
export const DETAILS = {
  ...DETAILS_OPENING,
  title: 'Details',
  rowNoFix: (from: string) => `${from} · no fixed version known`,
  major: 'another major version',
  images: (count: number) => (count === 1 ? '1 image' : `${count} images`),
  runsIn: (services: string) => `runs in ${services}`,
  runsNowhere: 'no ECS service is known to run it',
  installed: (version: string) => `installed ${version}`,
  fixedIn: (version: string) => `fixed in ${version}`,
  vulnerabilities: (count: number) =>
    count === 1 ? '1 vulnerability' : `${count} vulnerabilities`,
  range: (from: number, to: number, count: number) => `${from} to ${to} of ${count}`,
  scoreBy: (score: string, version: string | undefined, source: string | undefined) =>
    [
      version === undefined ? `CVSS ${score}` : `${score} (CVSS ${version})`,
      source && `by ${source}`,
    ]
      .filter((part) => part)
      .join(' '),
  unscored: 'no CVSS score known',
  exploitedSince: (day: string) => `known to be exploited since ${day}`,
  references: (links: string) => `References: ${links}`,
  next: (count: number) => `Next ${count}`,
  back: (count: number) => `Previous ${count}`,
  resolve: 'Resolve',
  suppress: 'Suppress…',
  reopen: 'Reopen',
  reopenFor: (id: string) => `Reopen ${id}`,
  noButtons: 'Its id is too long for buttons; decide it in Security Hub.',
  history: 'History',
  did: {
    resolve: (who: string, count: number) =>
      count === 1 ? `${who} resolved 1` : `${who} resolved ${count}`,
    suppress: (who: string, count: number) =>
      count === 1 ? `${who} suppressed 1` : `${who} suppressed ${count}`,
    extend: (who: string, count: number) =>
      count === 1 ? `${who} extended 1 suppression` : `${who} extended ${count} suppressions`,
    reopen: (who: string, count: number) =>
      count === 1 ? `${who} reopened 1` : `${who} reopened ${count}`,
    adopted: {
      NEW: (count: number) => `${count} set to new in Security Hub`,
      NOTIFIED: (count: number) => `${count} set to notified in Security Hub`,
      RESOLVED: (count: number) => `${count} resolved in Security Hub or by a scan`,
      SUPPRESSED: (count: number) => `${count} suppressed in Security Hub`,
    },
    shown: (count: number) => `${count} shown in Slack`,
    found: (count: number) => `${count} found by a scan`,
  },
  earlier: (count: number) => (count === 1 ? 'and 1 earlier' : `and ${count} earlier`),
  /** In place of a history that is not read in full. */
  historyCut: (count: number) => `History of the first ${count} only.`,
  securityHub: 'Open in Security Hub',
  notAnswered:
    'Security Hub did not answer in time. This is what the ledger has, without descriptions, references and vectors.',
  gone: 'Nothing is known of this upgrade any more. Its findings may have been deleted; see /vulnscan open.',
};
