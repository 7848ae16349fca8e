import './terminal/quiet';
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { callAws } from '../src/adapters/aws-errors';
import { createLog } from '../src/adapters/log';
import type { Config } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import {
  countLetters,
  drop,
  findSources,
  type Letter,
  putBack,
  readLetters,
  type Source,
  sendTo,
  targetOf,
} from './redrive/dead-records';
import { findTarget } from './redrive/undelivered';
import { errorText } from './terminal/error-text';

const HELP = `npm run redrive -- [options]

Shows the records that could not be worked on, and why. They stay where they are unless told otherwise.

  --send          put them back into the queue they came from, or were on the way to
  --drop          delete them
  --only TEXT     only records whose id, body or reason holds TEXT
  --most N        look at N of each queue at most (100)
  --config FILE   vulnscan.yml, for the Region

Credentials are those of the AWS CLI.`;

interface Options {
  send: boolean;
  drop: boolean;
  only: string;
  most: number;
  config: string;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      send: { type: 'boolean', default: false },
      drop: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      most: { type: 'string', default: '100' },
      config: { type: 'string', default: 'vulnscan.yml' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const most = Number(values.most);
  if (!Number.isInteger(most) || most < 1) {
    throw new Error(`--most is a whole number from 1 on, not ${values.most}.`);
  }
  if (values.send && values.drop) throw new Error('Choose one of --send and --drop.');
  return { ...values, most };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) return console.log(HELP);
  const config = readConfigFile(options.config);
  const { region } = config.aws;
  const sqs = new SQSClient({ region });
  const sources = await callAws('look for the queues', () => findSources(sqs));
  if (sources.length === 0) {
    throw new Error(
      `None of vulnscan's queues is in ${region}. Is it deployed there, and in the account of these credentials? npm run doctor looks.`,
    );
  }
  const count: Count = { shown: 0, gone: 0, unseen: 0 };
  for (const source of sources) {
    const done = await workOn({ sqs, config }, source, options);
    count.shown += done.shown;
    count.gone += done.gone;
    count.unseen += done.unseen;
  }
  console.log(summary(options, count));
}

interface Place {
  sqs: SQSClient;
  config: Config;
}

/** Records that were meant, those of them that are not there any more, and those it did not come to see. */
interface Count {
  shown: number;
  gone: number;
  unseen: number;
}

/** Does with each letter what was asked. */
async function workOn(place: Place, source: Source, options: Options): Promise<Count> {
  const { sqs } = place;
  const all = await countLetters(sqs, source);
  const kept: Letter[] = [];
  let gone = 0;
  let shown = 0;
  for await (const letter of readLetters(sqs, source, options.most)) {
    const isMeant = holds(letter, options.only);
    if (isMeant) masked.info(describe(letter));
    if (isMeant) shown += 1;
    if (isMeant && (await act(place, letter, options))) gone += 1;
    else kept.push(letter);
  }
  await putBack(sqs, source, kept);
  return { shown, gone, unseen: Math.max(0, all - gone - kept.length) };
}

function holds({ id, body, reason }: Letter, text: string): boolean {
  return `${id} ${body} ${reason}`.includes(text);
}

/** Whether it is gone from where it was. */
async function act(place: Place, letter: Letter, options: Options): Promise<boolean> {
  if (options.send) return send(place, letter);
  if (!options.drop) return false;
  await drop(place.sqs, letter);
  console.log('  -> deleted');
  return true;
}

async function send({ sqs, config }: Place, letter: Letter): Promise<boolean> {
  const { undelivered } = letter;
  const target = undelivered ? findTarget(config, undelivered) : targetOf(letter);
  if (typeof target === 'string') {
    console.log(`  -> stays: ${target}`);
    return false;
  }
  await sendTo(sqs, letter, target);
  console.log(`  -> put back into ${target.queue}`);
  return true;
}

const SHOWN = 300;

function describe({ source, id, sentAt, reason, body }: Letter): string {
  const shown = body.slice(0, SHOWN);
  const names = [...new Set(body.match(/\b(?:CVE-\d+-\d+|GHSA(?:-\w{4}){3})\b/g))];
  const hidden = names.filter((name) => !shown.includes(name));
  return [
    `${source.name}  ${id}  sent ${sentAt}`,
    `  ${reason}`,
    ...(hidden.length > 0 ? [`  about ${hidden.join(', ')}`] : []),
    `  ${shown}${shown === body ? '' : ` ... (${body.length} characters)`}`,
  ].join('\n');
}

function summary(options: Options, { shown, gone, unseen }: Count): string {
  if (shown === 0 && options.only === '') {
    return unseen === 0
      ? 'Nothing is set aside.'
      : `${recordsOf(unseen)} set aside, but somebody looks at them just now: try again in a minute.`;
  }
  const rest =
    unseen === 0
      ? ''
      : `\n${recordsOf(unseen)} behind these: a queue shows ten of a group, and --most of all, until some are gone.`;
  return `\n${outcomeOf(options, shown, gone)}${rest}`;
}

function outcomeOf({ send, drop, only }: Options, shown: number, gone: number): string {
  if (shown === 0) return `No record holds ${only}.`;
  if (drop) return `${recordsOf(gone)} deleted.`;
  if (!send) return `${recordsOf(shown)}; --send puts back, --drop deletes.`;
  const left = shown - gone;
  return `${recordsOf(gone)} put back${left === 0 ? '' : `, ${left} not`}.`;
}

function recordsOf(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

/** Bodies can hold secrets; the log's own masking takes them out. */
const masked = createLog((line) => console.log(JSON.parse(line).message));

main().catch((error) => {
  console.error(errorText(error));
  process.exitCode = 1;
});
