import type { Config } from '../config/config';
import { readEnvironment } from '../config/environment';
import type { Archive } from '../ports/archive';
import { openOnce } from './lazy-handler';

/** Opens the archive. S3's client is loaded by the first call and not by each cold start. */
export function openArchive({ aws }: Pick<Config, 'aws'>): Archive {
  const { ARCHIVE_BUCKET: bucket } = readEnvironment(process.env, ['ARCHIVE_BUCKET']);
  const archive = openOnce(async () => {
    const { createArchive } = await import('../adapters/s3/archive.js');
    return createArchive({ bucket, account: aws.account });
  });
  return {
    get: async (key) => (await archive()).get(key),
    put: async (key, body, options) => (await archive()).put(key, body, options),
    putFile: async (key, file, options) => (await archive()).putFile(key, file, options),
    getFile: async (key, file) => (await archive()).getFile(key, file),
    list: (prefix) => listOf(archive, prefix),
    delete: async (keys) => (await archive()).delete(keys),
  };
}

async function* listOf(archive: () => Promise<Archive>, prefix: string) {
  yield* (await archive()).list(prefix);
}
