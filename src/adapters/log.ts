import type { Facts, Log } from '../ports/runtime';

/** Masked in every log line: Slack tokens and signatures, response_urls, AWS keys, JWTs. */
const SECRETS: [RegExp, string][] = [
  [/xox[a-z]-[\w-]+|xapp-[\w-]+/g, '[slack token]'],
  [/v0=[0-9a-f]{64}/g, '[slack signature]'],
  [
    /https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"\\]+|https?:\/\/[^\s"\\]+\/response\/[^\s"\\]+/g,
    '[response_url]',
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[aws key]'],
  [/\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g, '[jwt]'],
];

function mask(text: string): string {
  return SECRETS.reduce((masked, [pattern, name]) => masked.replace(pattern, name), text);
}

/** Writes one JSON object per line, so that no value can forge a line; errors keep code, message and cause. */
export function createLog(write: (line: string) => void = (line) => console.log(line)): Log {
  const at =
    (level: string) =>
    (message: string, facts: Facts = {}) =>
      write(mask(JSON.stringify({ level, message, ...facts }, readable)));
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

function readable(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return typeof value === 'bigint' ? String(value) : value;
  const code = 'code' in value ? value.code : undefined;
  return { name: value.name, code, message: value.message, stack: value.stack, cause: value.cause };
}
