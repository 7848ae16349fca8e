import { parse } from 'yaml';
import { manifestText } from '../../src/config/manifest';

/**
 * A link to Slack's page for a new app with the manifest filled in. Comments are left out to keep the link short. With
 * Socket Mode Slack calls no address, so the app can be created before a deployment.
 */
export function createAppLink(options: { socketMode?: boolean } = {}): string {
  const manifest: unknown = parse(manifestText());
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
