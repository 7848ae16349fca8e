import { statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { InvalidInput } from '../src/domain/errors';
import type { Language } from './page/protocol';
import { fileOfTar, toPulled, toTar } from './real-images';

export interface Options {
  port: number;
  awsPort: number;
  config: string;
  /** Instead of the configuration's own. */
  language: Language | undefined;
  /** Recorded Trivy reports to scan instead of the shipped ones. */
  reports: string[];
  /** Real images and archives for a real Trivy. */
  images: string[];
  imageTars: string[];
  /** How many images to generate. */
  fleet: number | undefined;
  scan: boolean;
  help: boolean;
}

export const HELP = `vulnscan playground: the whole system on this machine, without AWS or Slack.

  npm start -- [options]

  --port N          the page and Slack's Web API (3000)
  --aws-port N      Security Hub, DynamoDB, S3, ECS, SQS, EventBridge, SSM (4566); the AWS
                    CLI works against it with --endpoint-url http://127.0.0.1:4566
  --config FILE     another vulnscan.yml
  --language en|ja  the language of Slack and the page; a button in the page switches it
  --report FILE     scan this recorded Trivy report instead of the shipped ones (repeatable)
  --image REF       pull this image, such as alpine:3.19, and scan it with the trivy on your
                    PATH or in TRIVY (repeatable)
  --image-tar FILE  scan this docker-save archive with it; NAME=FILE gives it a name
                    (repeatable)
  --fleet [N]       scan N generated images (500; 10 to 10,000) without Trivy: more than 200
                    are spread over several tasks
  --no-scan         start empty; /vulnscan in the page starts a scan
  --help            this text

Nothing is kept: when it stops, its findings, messages and decisions are gone.`;

/**
 * Throws InvalidInput `options` with one sentence for what is wrong. Files are relative to `folder`, where npm was
 * called, which need not be the current folder.
 */
export function parseOptions(args: string[], folder = process.cwd()): Options {
  const { values } = parse(args);
  const resolveFile = (file: string): string =>
    isAbsolute(file) ? file : relative(process.cwd(), join(folder, file));
  const options: Options = {
    port: portOf('--port', values.port),
    awsPort: portOf('--aws-port', values['aws-port']),
    config: values.config === undefined ? 'playground/vulnscan.yml' : resolveFile(values.config),
    language: values.language === undefined ? undefined : languageOf(values.language),
    reports: (values.report ?? []).map(resolveFile),
    images: (values.image ?? []).map(toPulled),
    imageTars: (values['image-tar'] ?? []).map((text) => toTar(text, resolveFile)),
    fleet: values.fleet === undefined ? undefined : fleetOf(values.fleet),
    scan: !values['no-scan'],
    help: values.help ?? false,
  };
  const tars = options.imageTars.map(fileOfTar);
  for (const file of [options.config, ...options.reports, ...tars]) requireFile(file);
  requireOneSource(options);
  return options;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args: withNumber(args),
      options: {
        port: { type: 'string', default: '3000' },
        'aws-port': { type: 'string', default: '4566' },
        config: { type: 'string' },
        language: { type: 'string' },
        report: { type: 'string', multiple: true },
        image: { type: 'string', multiple: true },
        'image-tar': { type: 'string', multiple: true },
        fleet: { type: 'string' },
        'no-scan': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new InvalidInput('options', `${message}; see npm start -- --help.`, { cause });
  }
}

/** The scanner reads one kind of source in a run. */
function requireOneSource({ reports, images, imageTars, fleet }: Options): void {
  const sources = [reports, images, imageTars, fleet === undefined ? [] : [fleet]];
  if (sources.filter((each) => each.length > 0).length <= 1) return;
  throw new InvalidInput(
    'options',
    '--report, --image, --image-tar and --fleet do not go together; choose one of them.',
  );
}

const FLEET = { usual: 500, least: 10, most: 10_000 };

/** The number of --fleet may be left out. */
function withNumber(args: string[]): string[] {
  return args.map((arg, index) => {
    const next = args[index + 1];
    const isAlone = arg === '--fleet' && (next === undefined || next.startsWith('-'));
    return isAlone ? `--fleet=${FLEET.usual}` : arg;
  });
}

function fleetOf(text: string): number {
  const count = Number(text);
  if (/^\d{1,5}$/.test(text) && count >= FLEET.least && count <= FLEET.most) return count;
  throw new InvalidInput(
    'options',
    `--fleet ${text} is not a number of images; give one from ${FLEET.least} to ${FLEET.most}.`,
  );
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidInput(
    'options',
    `${name} ${text} is not a port; give a number from 0 to 65535.`,
  );
}

function languageOf(text: string): Language {
  if (text === 'en' || text === 'ja') return text;
  throw new InvalidInput('options', `--language ${text} is not supported; choose en or ja.`);
}

function requireFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return;
  const what = found === undefined ? 'does not exist' : 'is not a file';
  throw new InvalidInput('options', `${file} ${what}; check the path.`);
}
