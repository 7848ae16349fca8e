import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { COMMAND } from '../src/adapters/slack/ids';

const text = readFileSync(join(__dirname, '..', 'manifest.yml'), 'utf8');
const manifest = parse(text);
const schema = JSON.parse(
  readFileSync(join(__dirname, 'fixtures', 'slack-manifest', 'manifest.schema.1.0.0.json'), 'utf8'),
);
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

test("the manifest is valid by Slack's published schema", () => {
  expect(validate(manifest)).toBe(true);
});

test('the schema check refuses a manifest with a misspelt key', () => {
  expect(validate({ ...manifest, setings: {} })).toBe(false);
});

test('the scopes are the fewest that the code needs, each with its reason', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual([
    'commands',
    'chat:write',
    'users:read',
    'usergroups:read',
    'channels:read',
    'groups:read',
    'channels:history',
    'groups:history',
  ]);
  const lines = text.split('\n');
  for (const scope of manifest.oauth_config.scopes.bot) {
    const at = lines.findIndex((line) => line.trim() === `- ${scope}`);
    expect(lines[at - 1]).toMatch(/^\s+# \w/);
  }
});

test('all Slack requests go to one address, and the command is the documented one', () => {
  const { features, settings } = manifest;
  const addresses = [
    features.slash_commands[0].url,
    settings.event_subscriptions.request_url,
    settings.interactivity.request_url,
  ];

  expect(new Set(addresses).size).toBe(1);
  expect(features.slash_commands.map(({ command }: { command: string }) => command)).toEqual([
    COMMAND,
  ]);
  expect(features.app_home.home_tab_enabled).toBe(true);
});
