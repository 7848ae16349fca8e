import './terminal/quiet';
import { parseArgs } from 'node:util';
import { readConfigFile } from '../src/config/config-file';
import { awsChecks } from './checks/aws-checks';
import { type NamedResult, runChecks } from './checks/check';
import { functionChecks } from './checks/function-checks';
import { scanChecks } from './checks/scan-checks';
import { slackChecks } from './checks/slack-checks';
import { formatResult } from './terminal/format-result';
import { runCommand } from './terminal/run-command';

const HELP = `npm run doctor -- [options]

Checks a deployed installation and prints a fix for each problem.

  --config FILE   settings (vulnscan.yml)
  --url URL       the address that Slack calls, if it can't be looked up (deploy.endpoint: http-api)
  --json          print one JSON object, for scripts

Ends with 1 if there is a problem.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: 'vulnscan.yml' },
      url: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const config = readConfigFile(values.config);
  const checks = [
    ...awsChecks(config),
    ...slackChecks(config, process.env['SLACK_API_URL']),
    ...functionChecks(config, values.url),
    ...scanChecks(config, new Date()),
  ];
  const show = (result: NamedResult) => console.log(formatResult(result));
  const results = await runChecks(checks, values.json ? () => {} : show);
  const faults = results.filter(({ state }) => state === 'bad').length;
  if (values.json) console.log(JSON.stringify({ faults, results }, undefined, 2));
  else console.log(`\n${summarize(results, checks.length)}`);
  if (faults > 0) process.exitCode = 1;
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

runCommand(main);
