import { createFolderArchive } from '../src/adapters/folder-archive';
import { createArchive } from '../src/adapters/s3/archive';
import type { Config } from '../src/config/config';
import type { Environment } from '../src/config/environment';
import type { Archive } from '../src/ports/archive';

/**
 * The bucket of the installation, or the folder that a scanner without one is given. Undefined without either, such as in a
 * pipeline: then nothing is kept from one scan to the next.
 */
export function openArchive({ aws }: Pick<Config, 'aws'>, env: Environment): Archive | undefined {
  const bucket = env['ARCHIVE_BUCKET'];
  if (bucket) return createArchive({ bucket, account: aws.account });
  const folder = env['SCAN_ARCHIVE_DIR'];
  return folder ? createFolderArchive(folder) : undefined;
}
