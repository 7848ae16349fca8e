import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { callAws } from '../../src/adapters/aws-errors';
import { createLog } from '../../src/adapters/log';
import { countMessages } from '../../src/adapters/queues';
import type { Config } from '../../src/config/config';
import { readConfigFile } from '../../src/config/config-file';
import { QUEUES } from '../../src/installation';
import {
  type DeadRecord,
  drop,
  findSources,
  putBack,
  readRecords,
  type Source,
  sendTo,
} from './dead-records';
import { targetOf } from './target';
import { findTarget } from './undelivered';

const HELP = `npm run redrive -- [options]

Shows the records that could not be handled, and why. Without --send or --drop they stay where they are.

  --send          send them again, to the queue they came from or were meant for
  --drop          delete them
  --only TEXT     only records whose id, body or reason contains TEXT
  --most N        at most N records of each queue (100)
  --config FILE   vulnscan.yml, for the Region

Credentials are those of the AWS CLI.`;

interface Options {
  send: boolean;
  drop: boolean;
  only: string;
  most: number;
  config: string;
}

interface Context {
  sqs: SQSClient;
  config: Config;
  options: Options;
  print: (line: string) => void;
}

/** Records that match the options, those of them that left their queue, and those that could not be received. */
interface Count {
  shown: number;
  gone: number;
  unread: number;
}

/**
 * Shows, sends or deletes what is in the dead-letter queues, and prints what it did. Rejects with a sentence for the
 * terminal: for options that make no sense, and for queues that are not there.
 */
export async function redrive(args: string[], print: (line: string) => void): Promise<void> {
  const options = readOptions(args);
  if (options === undefined) return print(HELP);
  const config = readConfigFile(options.config);
  const { region } = config.aws;
  const sqs = new SQSClient({ region });
  const sources = await callAws('look for the queues', () => findSources(sqs));
  if (sources.length === 0) {
    throw new Error(
      `None of vulnscan's queues is in ${region}. Is it deployed there, and in the account of these credentials? npm run doctor checks both.`,
    );
  }
  const count: Count = { shown: 0, gone: 0, unread: 0 };
  for (const source of sources) {
    const done = await handleQueue({ sqs, config, options, print }, source);
    count.shown += done.shown;
    count.gone += done.gone;
    count.unread += done.unread;
  }
  print(summary(options, count));
}

function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
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
    throw new Error(`--most must be a whole number of at least 1, not ${values.most}.`);
  }
  if (values.send && values.drop) throw new Error('Choose one of --send and --drop.');
  return { ...values, most };
}

async function handleQueue(context: Context, source: Source): Promise<Count> {
  const { sqs, options, print } = context;
  const { visible, hidden } = await countMessages(sqs, source.url);
  // Records can contain secrets; the log's own masking removes them.
  const masked = createLog((line) => print(JSON.parse(line).message));
  const kept: DeadRecord[] = [];
  let gone = 0;
  let shown = 0;
  for await (const record of readRecords(sqs, source, options.most)) {
    const matches = `${record.id} ${record.body} ${record.reason}`.includes(options.only);
    if (matches) masked.info(describe(record));
    if (matches) shown += 1;
    if (matches && (await act(context, record))) gone += 1;
    else kept.push(record);
  }
  await putBack(sqs, source, kept);
  return { shown, gone, unread: Math.max(0, visible + hidden - gone - kept.length) };
}

/** Resolves to whether the record left its queue. */
async function act({ sqs, config, options, print }: Context, record: DeadRecord): Promise<boolean> {
  if (options.drop) {
    await drop(sqs, record);
    print('  -> deleted');
    return true;
  }
  if (!options.send) return false;
  const { undelivered } = record;
  const target = undelivered ? findTarget(config, undelivered) : targetOf(record);
  if (typeof target === 'string') {
    print(`  -> stays: ${target}`);
    return false;
  }
  await sendTo(sqs, record, target);
  print(`  -> sent to ${QUEUES[target.queue].name}`);
  return true;
}

const SHOWN = 300;

function describe({ source, id, sentAt, reason, body }: DeadRecord): string {
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

function summary(options: Options, { shown, gone, unread }: Count): string {
  if (shown === 0 && options.only === '') {
    return unread === 0
      ? 'No records are waiting here.'
      : `${recordsOf(unread)} here, but another program is reading: try again in a minute.`;
  }
  const rest =
    unread === 0
      ? ''
      : `\n${recordsOf(unread)} more: SQS shows at most ten of a FIFO group, and --most limits each queue, until some are gone.`;
  return `\n${outcomeOf(options, shown, gone)}${rest}`;
}

function outcomeOf({ send, drop, only }: Options, shown: number, gone: number): string {
  if (shown === 0) return `No record contains ${only}.`;
  if (drop) return `${recordsOf(gone)} deleted.`;
  if (!send) return `${recordsOf(shown)}; --send sends them again, --drop deletes them.`;
  const left = shown - gone;
  return `${recordsOf(gone)} sent again${left === 0 ? '' : `, ${left} not`}.`;
}

function recordsOf(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}
