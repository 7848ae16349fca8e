import * as z from 'zod/mini';
import { SEVERITIES } from '../../domain/finding';
import { DUE_FILTERS, type OpenFilter } from '../../domain/open-filter';
import { readJson } from './button-values';

/*
 * What a list of open findings shows. It is the id of the block with the list's buttons and comes back with a click there:
 * a private message has no other place for it.
 */

const OpenQuery = z.object({
  severities: z.exactOptional(z.array(z.enum(SEVERITIES))),
  due: z.exactOptional(z.enum(DUE_FILTERS)),
  image: z.exactOptional(z.string()),
  page: z.int().check(z.minimum(1)),
});
export type OpenQuery = OpenFilter & { page: number };

/** At most 255 characters: an image is a choice of a menu or a word of a command. */
export function writeOpenQuery(query: OpenQuery): string {
  return JSON.stringify(query);
}

export function readOpenQuery(blockId: string | undefined): OpenQuery | undefined {
  return readJson(OpenQuery, blockId);
}
