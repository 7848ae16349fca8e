/*
 * The fields of a finding in Security Hub that are ours to name. They are written and read by
 * `adapters/security-hub/asff`, filtered by in EventBridge rules and asked for by the command line.
 */

/** ProductFields entry that marks a finding as Trivy's; Trivy's own asff.tpl writes it, too. */
export const PRODUCT_NAME = { key: 'Product Name', value: 'Trivy' } as const;

/** `GeneratorId` is this and the vulnerability id. */
export const GENERATOR_PREFIX = 'Trivy/';

/** The only key vulnscan writes in UserDefinedFields: the mark of our last write, as `<seq> <status>`. */
export const MARK_FIELD = 'vulnscan';

/** Keys in ProductFields of findings that vulnscan imported. */
export const PRODUCT_FIELDS = {
  /** Fingerprint of what was imported. */
  content: 'vulnscan/content',
  /** Id of the scan that last imported the finding; its presence marks a finding as ours. */
  scan: 'vulnscan/scan',
  /** How many findings that scan found new. */
  newFindings: 'vulnscan/new',
  /** On how many cards those are shown. */
  newCards: 'vulnscan/cards',
  /** Where those are shown, as `<name of the page>/<findings on the page>`. */
  page: 'vulnscan/page',
  trivyVersion: 'vulnscan/trivy',
  /** When the vulnerability database was built. */
  databaseAt: 'vulnscan/database',
  /** When the scanner first saw the finding resolved although it was still there. */
  resolvedSeenAt: 'vulnscan/resolved-seen',
  /** The outcome of CISA BOD 26-04 as CERT/CC writes it: 3DF, 3D, 14D, 60D or FSU; see domain/urgency.ts. */
  urgency: 'vulnscan/urgency',
  /** When it is due, ISO 8601; absent at the next rebuild. */
  due: 'vulnscan/due',
  /** The answers that the outcome is from, and since when it holds. */
  why: 'vulnscan/why',
  epss: 'vulnscan/epss',
  /** The first of the numbered keys with what clears it. */
  remedies: 'vulnscan/upgrades',
  /** What updating the operating system packages of its images would clear, as `222 of 230, built 2022-01-12`. */
  rebuild: 'vulnscan/rebuild',
  /** Where the newest of CISA's catalogue could not be read: of when the copy is that was used, or `none`. */
  staleKev: 'vulnscan/stale-kev',
  /** The id under which the vulnerability was reported before. */
  renamedFrom: 'vulnscan/renamed-from',
  /** The decision taken over from the finding of that id: its status, note and who wrote the note. */
  inheritedStatus: 'vulnscan/inherited/status',
  inheritedNote: 'vulnscan/inherited/note',
  inheritedBy: 'vulnscan/inherited/by',
  /** How many images it is in, each name and tag counted, where it does not name them all. */
  imageCount: 'vulnscan/image-count',
  /** Earlier versions: prefix of numbered keys that list images by name. */
  images: 'vulnscan/images/',
} as const;
