import { fingerprint } from './text';

/** One installed version of a package, and the version that clears it. */
export interface RemedyRow {
  /** As `comparedVersionOf` has it: the source package's version where fixed versions are those of the source package. */
  installed: string;
  /** The lowest version that clears everything known of the package. Absent where none is known. */
  target?: string;
  /** It needs another major version. */
  isMajor?: true;
  /** Ids of vulnerabilities that the target does not clear for certain, or has where the installed version has not. */
  leaves?: string[];
  /** The fixed versions as Trivy reports them, where versions cannot be compared and so there is no target. */
  reported?: string;
}

/** One upgrade of one package, in all images that have it; or what no fix is known for in one package. */
export interface Remedy {
  /**
   * `<system>|<source package>` of an OS package, `<ecosystem>|<name>` of a library, such as `debian 11|openssl`, with
   * `|no fix` after it where no fixed version is known: see `remedyKeyOf`.
   */
  key: string;
  /** For people: the source package, the library, or `Go` for its standard library. */
  name: string;
  /** Each installed version once, in the order of versions. */
  rows: RemedyRow[];
  /** Trivy was asked about the targets and found nothing more than `leaves`. Without it less is said. */
  isConfirmed?: true;
}

/** What updating all OS packages of the images of a finding clears: `clears` of their `of` vulnerabilities. */
export interface Rebuild {
  clears: number;
  of: number;
  /** Day on which the oldest layer of these images was built, YYYY-MM-DD, where it is known. */
  builtOn?: string;
}

/** Id of a remedy in the ledger and in buttons. */
export function remedyId(key: string): string {
  return fingerprint(key);
}
