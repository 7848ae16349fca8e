import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { InvalidInput } from '../src/domain/errors';
import { SCAN_STEPS, type ScanStep, STEP_ENVIRONMENT } from '../src/domain/fan-out';
import { isImageReference } from '../src/domain/image';
import { parseJson } from '../src/domain/json';

export interface Options {
  /** Requested names or references; empty means all configured images. */
  images: string[];
  /** Recorded reports to read instead of running Trivy. */
  reports: string[];
  reportsDir?: string;
  /** ISO 8601: when the vulnerability database of the recorded reports was built. */
  databaseAt?: string;
  /** Archives written by `docker save`, each with the image name for its findings. */
  archives: { file: string; name?: string }[];
  dryRun: boolean;
  acceptVanished: boolean;
  help: boolean;
}

/** What a task of a scan over several tasks does. */
export type StepOptions =
  | { step: 'shard'; run: string; shard: string }
  | { step: 'reconcile'; run: string };

export const HELP = `vulnscan scanner: Trivy over the configured images, findings into Security Hub.

  --image NAME      scan this configured image or this reference in an allowed registry (repeatable)
  --image-tar FILE  scan an archive that docker save wrote; NAME=FILE gives it a name (repeatable)
  --report FILE     read a recorded Trivy report instead of running Trivy (repeatable)
  --dry-run         print what would be done, and do nothing
  --accept-vanished archive also where most findings of an unchanged image are gone at once
  --help            this text

Environment: VULNSCAN_CONFIG or VULNSCAN_CONFIG_FILE (JSON), SCAN_IMAGES (JSON list of names),
SCAN_REPORTS and SCAN_IMAGE_TARS (JSON lists of files), SCAN_REPORTS_DIR, SCAN_DATABASE_AT (with
recorded reports: the date of their database), SCAN_ACCEPT_VANISHED (1: like --accept-vanished),
SCAN_ARCHIVE_DIR (a folder in place of the installation's bucket, for what is kept from scan to
scan), TRIVY (the program). Of a scan over several tasks: SCAN_STEP (shard, reconcile), SCAN_RUN,
SCAN_SHARD.
`;

/** Combines command-line arguments and environment variables. Throws InvalidInput `options`. */
export function parseOptions(args: string[], env: Record<string, string | undefined>): Options {
  const values = parse(args);
  const reportsDir = env['SCAN_REPORTS_DIR'];
  const databaseAt = env['SCAN_DATABASE_AT'];
  return {
    images: [...(values.image ?? []), ...listIn(env, 'SCAN_IMAGES')],
    reports: [...(values.report ?? []), ...listIn(env, 'SCAN_REPORTS')],
    ...(reportsDir && { reportsDir }),
    ...(databaseAt && { databaseAt }),
    archives: [...(values['image-tar'] ?? []), ...listIn(env, 'SCAN_IMAGE_TARS')].map(toArchive),
    dryRun: values['dry-run'] ?? false,
    acceptVanished: values['accept-vanished'] ?? env['SCAN_ACCEPT_VANISHED'] === '1',
    help: values.help ?? false,
  };
}

/** What this task of a scan over several tasks does; undefined for a scan. Throws InvalidInput `options`. */
export function parseStep(env: Record<string, string | undefined>): StepOptions | undefined {
  const text = env[STEP_ENVIRONMENT.step];
  if (!text) return undefined;
  const step = SCAN_STEPS.find((one) => one === text);
  if (step === undefined) {
    throw new InvalidInput(
      'options',
      `${STEP_ENVIRONMENT.step} must be ${SCAN_STEPS.join(' or ')}; leave it out for a scan.`,
    );
  }
  const run = needed(env, STEP_ENVIRONMENT.run, step);
  if (step === 'reconcile') return { step, run };
  return { step, run, shard: needed(env, STEP_ENVIRONMENT.shard, step) };
}

function needed(env: Record<string, string | undefined>, name: string, step: ScanStep): string {
  const value = env[name];
  if (value) return value;
  throw new InvalidInput('options', `Set ${name} for the step ${step}.`);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        image: { type: 'string', multiple: true },
        'image-tar': { type: 'string', multiple: true },
        report: { type: 'string', multiple: true },
        'dry-run': { type: 'boolean' },
        'accept-vanished': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new InvalidInput('options', `${said}; see --help.`, { cause });
  }
}

const List = z.array(z.string());

function listIn(env: Record<string, string | undefined>, name: string): string[] {
  const text = env[name];
  if (text === undefined || text === '') return [];
  const parsed = List.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new InvalidInput('options', `${name} must be a JSON list of texts, such as ["api"].`);
}

/** `FILE` or `NAME=FILE`. Text before an equals sign that is not an image name belongs to the path. */
export function toArchive(text: string): { file: string; name?: string } {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0));
  return isImageReference(name) ? { name, file: text.slice(equals + 1) } : { file: text };
}
