import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

type UseCache = <T>(work: (folder: string) => Promise<T>) => Promise<T>;

/**
 * Gives each concurrent run of Trivy its own cache folder, to be reused by later runs: at the first JAR, Trivy unpacks
 * its Java database into the cache, which would overwrite what another run reads. The vulnerability database is
 * complete before the first scan and is shared.
 */
export function createCacheFolders(cacheDir: string): UseCache {
  const free = [cacheDir];
  let made = 1;
  const another = (): Promise<string> => {
    made += 1;
    return makeFolder(cacheDir, made);
  };
  return async (work) => {
    const folder = free.pop() ?? (await another());
    try {
      return await work(folder);
    } finally {
      free.push(folder);
    }
  };
}

async function makeFolder(cacheDir: string, number: number): Promise<string> {
  const folder = join(cacheDir, `run-${number}`);
  await mkdir(folder, { recursive: true });
  await symlink(join('..', 'db'), join(folder, 'db')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return folder;
}
