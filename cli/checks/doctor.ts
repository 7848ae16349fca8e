import { parseArgs } from 'node:util';
import { readConfigFile } from '../../src/config/config-file';
import { formatResult } from '../terminal/format-result';
import { archiveChecks } from './archive-checks';
import { awsChecks } from './aws-checks';
import { type NamedResult, runChecks } from './check';
import { functionChecks } from './function-checks';
import { ledgerChecks } from './ledger-checks';
import { scanChecks } from './scan-checks';
import { slackChecks } from './slack-checks';

const HELP = `npm run doctor -- [options]

Checks a deployed installation and prints a fix for each problem.

  --config FILE   settings (vulnscan.yml)
  --url URL       the address that Slack calls, if it can't be looked up (deploy.endpoint: http-api)
  --json          print one JSON object, for scripts

Ends with 1 if there is a problem.`;

/**
 * Runs all checks, prints each result, and resolves to the number of problems. `slackApiUrl` replaces Slack's address.
 * Rejects when vulnscan.yml is not valid.
 */
export async function doctor(
  args: string[],
  print: (text: string) => void,
  slackApiUrl: string | undefined,
): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: 'string', default: 'vulnscan.yml' },
      url: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const config = readConfigFile(values.config);
  const checks = [
    ...awsChecks(config),
    ...ledgerChecks(config),
    ...archiveChecks(config),
    ...slackChecks(config, slackApiUrl),
    ...functionChecks(config, values.url),
    ...scanChecks(config, new Date()),
  ];
  const show = (result: NamedResult) => print(formatResult(result));
  const results = await runChecks(checks, values.json ? () => {} : show);
  const faults = results.filter(({ state }) => state === 'bad').length;
  if (values.json) print(JSON.stringify({ faults, results }, undefined, 2));
  else print(`\n${summarize(results, checks.length)}`);
  return faults;
}

function summarize(results: NamedResult[], all: number): string {
  const count = (wanted: NamedResult['state']) =>
    results.filter(({ state }) => state === wanted).length;
  const unknown = count('unknown');
  const rest = unknown > 0 ? `; ${unknown} could not be checked (?)` : '';
  if (count('bad') === 0) return unknown === 0 ? 'No problems.' : `No problems found${rest}.`;
  const skipped = all > results.length ? ' The other checks need this: fix it and run again.' : '';
  return `${count('bad')} to fix${rest}.${skipped}`;
}
