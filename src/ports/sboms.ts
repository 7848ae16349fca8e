import type { SbomRecord } from '../domain/sbom-record';

/** What images hold, in the archive, by the key that `contentKey` gives. Rejects like the archive. */
export interface SbomStore {
  /** Undefined if there is none, or if it cannot be read, which is logged. */
  record(key: string): Promise<SbomRecord | undefined>;
  /** Undefined if the SBOM that the record names is missing or damaged, which is logged. */
  sbom(key: string, record: SbomRecord): Promise<Uint8Array | undefined>;
  /** Writes the SBOM first and the record last, so that a record never names an SBOM that was not written. */
  put(key: string, record: SbomRecord, sbom?: Uint8Array): Promise<void>;
  /** All records, and when each was last written. */
  list(): AsyncIterable<{ key: string; writtenAt: string }>;
  /** Deletes records and SBOMs. */
  remove(keys: string[]): Promise<void>;
}
