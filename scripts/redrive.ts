import './setup/quiet';
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { callAws } from '../src/adapters/aws-errors';
import { createLog } from '../src/adapters/log';
import { readConfigFile } from '../src/config-file';
import {
  countLetters,
  drop,
  findSources,
  type Letter,
  putBack,
  readLetters,
  type Source,
  sendAgain,
} from './redrive/letters';
import { reasonOf } from './setup/check';

const HELP = `npm run redrive -- [options]

Shows the records that could not be worked on, and why. They stay where they are unless told otherwise.

  --send          put them back into the queue they came from
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
  const { region } = readConfigFile(options.config).aws;
  const sqs = new SQSClient({ region });
  const sources = await callAws('look for the queues', () => findSources(sqs));
  if (sources.length === 0) {
    throw new Error(
      `None of vulnscan's queues is in ${region}. Is it deployed there, and in the account of these credentials? npm run doctor looks.`,
    );
  }
  let worked = 0;
  let unseen = 0;
  for (const source of sources) {
    const done = await workOn(sqs, source, options);
    worked += done.worked;
    unseen += done.unseen;
  }
  console.log(summary(options, worked, unseen));
}

/** Does with each letter what was asked; how many that were, and how many it did not come to see. */
async function workOn(sqs: SQSClient, source: Source, options: Options) {
  const all = await countLetters(sqs, source);
  const kept: Letter[] = [];
  let gone = 0;
  let worked = 0;
  for await (const letter of readLetters(sqs, source, options.most)) {
    const isMeant = holds(letter, options.only);
    if (isMeant) masked.info(describe(letter));
    if (isMeant) worked += 1;
    if (isMeant && (await act(sqs, letter, options))) gone += 1;
    else kept.push(letter);
  }
  await putBack(sqs, source, kept);
  return { worked, unseen: Math.max(0, all - gone - kept.length) };
}

function holds({ id, body, reason }: Letter, text: string): boolean {
  return `${id} ${body} ${reason}`.includes(text);
}

/** Whether it is gone from where it was. */
async function act(sqs: SQSClient, letter: Letter, options: Options): Promise<boolean> {
  if (options.send) console.log(`  -> put back into ${await sendAgain(sqs, letter)}`);
  if (options.drop) {
    await drop(sqs, letter);
    console.log('  -> deleted');
  }
  return options.send || options.drop;
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

function summary(options: Options, worked: number, unseen: number): string {
  if (worked === 0 && options.only === '') {
    return unseen === 0
      ? 'Nothing is set aside.'
      : `${recordsOf(unseen)} set aside, but somebody looks at them just now: try again in a minute.`;
  }
  const rest =
    unseen === 0
      ? ''
      : `\n${recordsOf(unseen)} behind these: a queue shows ten of a group, and --most of all, until some are gone.`;
  return `\n${outcomeOf(options, worked)}${rest}`;
}

function outcomeOf({ send, drop, only }: Options, worked: number): string {
  if (worked === 0) return `No record holds ${only}.`;
  if (send) return `${recordsOf(worked)} put back.`;
  if (drop) return `${recordsOf(worked)} deleted.`;
  return `${recordsOf(worked)}; --send puts back, --drop deletes.`;
}

function recordsOf(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

/** Bodies can hold secrets; the log's own masking takes them out. */
const masked = createLog((line) => console.log(JSON.parse(line).message));

main().catch((error) => {
  console.error(reasonOf(error));
  process.exitCode = 1;
});
