import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** One entry of Trivy's database: a bucket in buckets, a key in it, and its value. */
interface Entry {
  path: string[];
  key: string;
  value: object;
}

/** What one advisory says of one package. */
export interface Advisory {
  /** `npm`, or the release of an operating system such as `debian 11`. */
  bucket: string;
  name: string;
  id: string;
  value: { FixedVersion?: string; VulnerableVersions?: string[]; PatchedVersions?: string[] };
}

/** Writes a database with these advisories into a folder that Trivy takes as its cache. */
export function writeDatabase(program: string, cache: string, advisories: Advisory[]): void {
  mkdirSync(cache, { recursive: true });
  execFileSync(program, [join(cache, 'db'), new Date().toISOString()], {
    input: JSON.stringify(advisories.flatMap(entriesOf)),
    maxBuffer: 1 << 28,
  });
}

function entriesOf({ bucket, name, id, value }: Advisory): Entry[] {
  const isLibrary = !/ |^wolfi$/.test(bucket);
  const own = isLibrary ? `${bucket}::toy` : bucket;
  return [
    {
      path: ['data-source'],
      key: own,
      value: { ID: 'toy', Name: 'toy', URL: 'https://example.org' },
    },
    { path: [own, name], key: id, value },
    { path: ['vulnerability'], key: id, value: { Title: id, Severity: 'HIGH' } },
  ];
}
