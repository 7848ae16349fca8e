/**
 * What is large and written once: feeds, detections, the index by vulnerability, databases. Keys are texts of at most 1,024 bytes
 * with `/` between their parts. Rejects with `Unavailable` when the store does not answer, with `Refused` when it says no.
 */
export interface Archive {
  /** Undefined if there is no such object. */
  get(key: string): Promise<ArchivedObject | undefined>;
  /** Replaces the object, on a condition if there is one: false if the condition does not hold. */
  put(key: string, body: Uint8Array, options?: PutOptions): Promise<boolean>;
  /** `put` of what a file has in it, in constant memory. At most 5 GB. The file must not change meanwhile. */
  putFile(key: string, file: string, options?: PutOptions): Promise<boolean>;
  /**
   * Writes the object to a file, in constant memory. The file appears, or is replaced, once the object is whole; its folder
   * must exist. False if there is no such object.
   */
  getFile(key: string, file: string): Promise<boolean>;
  /** All keys that start with the prefix, in the order of their bytes. */
  list(prefix: string): AsyncIterable<ArchiveEntry>;
  /** Any number. A key without an object is no error. */
  delete(keys: string[]): Promise<void>;
}

export interface ArchivedObject {
  body: Uint8Array;
  /** Identifies this content; for `ifMatch`. */
  etag: string;
}

export interface PutOptions {
  /** Only if the present object has this etag. */
  ifMatch?: string;
  /** Only if there is no object. */
  ifAbsent?: true;
}

export interface ArchiveEntry {
  key: string;
  /** Bytes. */
  size: number;
  /** ISO 8601. */
  modifiedAt: string;
}
