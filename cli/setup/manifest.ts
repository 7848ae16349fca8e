import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const FILE = join(__dirname, '..', '..', 'manifest.yml');
/** What stands in manifest.yml where the address of the deployment belongs. */
const PLACEHOLDER = /https:\/\/example\.com\/slack\/events/g;

const Scopes = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** manifest.yml as Slack is to get it: with the address, once that is known. */
export function manifestText(url?: string): string {
  const text = readFileSync(FILE, 'utf8');
  return url === undefined ? text : text.replace(PLACEHOLDER, url);
}

export function requiredScopes(): string[] {
  return Scopes.parse(parse(manifestText())).oauth_config.scopes.bot;
}

/**
 * Opens Slack's page with the manifest filled in. Comments are left out, since the address must carry it all. With
 * Socket Mode nothing is sent to an address, so the app can be made before there is one.
 */
export function createAppLink(options: { url?: string; socketMode?: boolean } = {}): string {
  const manifest: unknown = parse(manifestText(options.url));
  const json = JSON.stringify(options.socketMode === true ? withSocketMode(manifest) : manifest);
  return `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(json)}`;
}

function withSocketMode(manifest: unknown): unknown {
  if (typeof manifest !== 'object' || manifest === null || !('settings' in manifest))
    return manifest;
  const { settings } = manifest;
  return {
    ...manifest,
    settings: { ...(typeof settings === 'object' ? settings : {}), socket_mode_enabled: true },
  };
}
