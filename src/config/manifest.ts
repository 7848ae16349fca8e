import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const FILE = join(__dirname, '..', '..', 'manifest.yml');
/** The placeholder in manifest.yml for the address of the deployment. */
const PLACEHOLDER = /https:\/\/example\.com\/slack\/events/g;

const Scopes = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** The Slack app's manifest.yml, with `url` in place of the placeholder once that is known. */
export function manifestText(url?: string): string {
  const text = readFileSync(FILE, 'utf8');
  return url === undefined ? text : text.replace(PLACEHOLDER, url);
}

/** The bot scopes that the app asks for. */
export function requiredScopes(): string[] {
  return Scopes.parse(parse(manifestText())).oauth_config.scopes.bot;
}
