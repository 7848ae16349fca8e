import { readFileSync } from 'node:fs';
import { InvalidInput } from '../domain/errors';
import { type Config, parseConfig } from './config';

export type Environment = Record<string, string | undefined>;

/**
 * The configuration of a handler or of the scanner: JSON in VULNSCAN_CONFIG, or in the file that
 * VULNSCAN_CONFIG_FILE names. Throws InvalidInput `config`. YAML is read when deploying (config-file.ts), never in a cold start.
 */
export function loadConfig(env: Environment, read: (file: string) => string = readText): Config {
  const file = env['VULNSCAN_CONFIG_FILE'];
  const text = env['VULNSCAN_CONFIG'] ?? (file === undefined ? undefined : read(file));
  if (text === undefined) {
    throw new InvalidInput(
      'config',
      'Set VULNSCAN_CONFIG or VULNSCAN_CONFIG_FILE to the configuration as JSON.',
    );
  }
  return parseConfig(parseJson(text));
}

/** Reads required variables. Throws InvalidInput `environment` that names all that are missing or empty. */
export function readEnvironment<Name extends string>(
  env: Environment,
  names: readonly Name[],
): Record<Name, string> {
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new InvalidInput(
      'environment',
      `Set these environment variables: ${missing.join(', ')}.`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, env[name] ?? ''])) as Record<Name, string>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(
      'config',
      'The configuration is not valid JSON; deploy again from vulnscan.yml.',
      { cause },
    );
  }
}

function readText(file: string): string {
  return readFileSync(file, 'utf8');
}
