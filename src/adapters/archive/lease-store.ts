import * as z from 'zod/mini';
import { ARCHIVE_PREFIXES } from '../../installation';
import type { Archive } from '../../ports/archive';
import type { LeaseContent, LeaseStore } from '../../ports/runs';
import type { Log } from '../../ports/runtime';
import { createJsonObjects } from './json-objects';

const KEY = `${ARCHIVE_PREFIXES.runs}lease`;

const LeaseSchema: z.ZodMiniType<LeaseContent> = z.object({
  holder: z.string(),
  until: z.iso.datetime(),
});

/** The lease as `runs/lease`. */
export function createLeaseStore(archive: Archive, log: Log): LeaseStore {
  const { read, write } = createJsonObjects(archive, log);
  return {
    async current() {
      const found = await read(KEY, LeaseSchema);
      if (found?.value === undefined) return found && { etag: found.etag };
      return { etag: found.etag, content: found.value };
    },
    put: (content, replaced) =>
      write(KEY, content, replaced === undefined ? { ifAbsent: true } : { ifMatch: replaced }),
  };
}
