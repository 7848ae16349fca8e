import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Stop } from '../../playground/on-stop';
import { systemClock } from '../../src/adapters/clock';
import { createLedgerTable } from '../../src/adapters/dynamodb/ledger';
import { createLog } from '../../src/adapters/log';
import { createFindingStore } from '../../src/adapters/security-hub/store';
import { watchedProducts } from '../../src/config/aws-names';
import type { Config } from '../../src/config/config';
import { readConfigFile } from '../../src/config/config-file';
import { Refused } from '../../src/domain/errors';
import { HUB_RATES } from '../../src/domain/limits';
import { LEDGER_TABLE } from '../../src/installation';
import { createPace, shareOf } from '../../src/usecases/pacing';
import { requireAccount } from '../checks/account';
import { confirm } from '../terminal/confirm';
import { findSources, pause, resume } from './event-sources';
import { type ReadAllDeps, readAll } from './read-all';

const HELP = `npm run rebuild -- [options]

Fills the ledger from Security Hub: for a table that was lost, emptied or restored to an earlier time. It pauses the
functions intake, decide, projector and painter, reads every finding, and resumes them. Clicks wait meanwhile.

  --config FILE   settings (vulnscan.yml)
  --yes           do it without asking; required without a terminal

AWS credentials are read as by the AWS CLI: from AWS_PROFILE or the environment.`;

/** The rest of Security Hub's rates is left for people and for a running scan. */
const SHARE = 0.6;

/**
 * Pauses the functions, reads all findings into the ledger and resumes the functions, also after an error or a stop.
 * `listen` makes a signal ask for a stop.
 */
export async function rebuild(
  args: string[],
  print: (line: string) => void,
  listen: () => Stop,
): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: 'string', default: 'vulnscan.yml' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return print(HELP);
  const config = readConfigFile(values.config);
  const { account, region } = config.aws;
  process.env['AWS_REGION'] = region;
  await requireAccount(config);
  const lambda = new LambdaClient({ region });
  const sources = await findSources(lambda);
  await confirm({
    question: `Pause vulnscan in account ${account}, ${region}, and read every finding of Security Hub into the table ${LEDGER_TABLE.name}?`,
    yes: values.yes,
    command: 'npm run rebuild -- --yes',
    otherwise: 'Nothing was changed.',
  });
  const stop = listen();
  let read: number;
  try {
    print('Pausing intake, decide, projector and painter ...');
    await pause(lambda, sources, systemClock);
    read = await readAll(depsOf(config, print, stop));
  } finally {
    await resume(lambda, sources, systemClock);
    print('intake, decide, projector and painter read their queues again.');
  }
  print(`${read} findings read into the table ${LEDGER_TABLE.name}.`);
  if (stop.heard) {
    throw new Refused(
      'stopped',
      'Stopped before all findings were read; run it again to continue.',
    );
  }
}

function depsOf(config: Config, print: (line: string) => void, stop: Stop): ReadAllDeps {
  const log = createLog((line) => console.error(line));
  return {
    store: createFindingStore({
      clock: systemClock,
      log,
      account: config.aws.account,
      products: watchedProducts(config),
      pace: createPace(systemClock, shareOf(HUB_RATES, SHARE)),
    }),
    ledger: createLedgerTable({ tableName: LEDGER_TABLE.name, log }),
    // The work is in the ledger; the tick finds it within a minute of the end.
    waker: { projector: async () => {} },
    clock: systemClock,
    token: randomUUID,
    rules: config.findings,
    print,
    stop,
  };
}
