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

/** manifest.yml with `url` in place of the placeholder, once that is known. */
export function manifestText(url?: string): string {
  const text = readFileSync(FILE, 'utf8');
  return url === undefined ? text : text.replace(PLACEHOLDER, url);
}

export function requiredScopes(): string[] {
  return Scopes.parse(parse(manifestText())).oauth_config.scopes.bot;
}

/**
 * A link to Slack's page for a new app with the manifest filled in. Comments are left out to keep the link short. With
 * Socket Mode Slack calls no address, so the app can be created before a deployment.
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
