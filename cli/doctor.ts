import './terminal/quiet';
import { parseArgs } from 'node:util';
import { readConfigFile } from '../src/config/config-file';
import { accountChecks } from './checks/aws-checks';
import { type Result, reasonOf, runChecks } from './checks/check';
import { functionChecks } from './checks/function-checks';
import { scanChecks } from './checks/scan-checks';
import { slackChecks } from './checks/slack-checks';
import { formatResult } from './terminal/format-result';

const HELP = `npm run doctor -- [options]

Looks at a live installation and says of each fault how to mend it.

  --config FILE   vulnscan.yml
  --url URL       the address that Slack calls, where it can't be found out
  --json          one JSON object, for scripts

Ends with 1 if there is a fault.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: 'vulnscan.yml' },
      url: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const config = readConfigFile(values.config);
  const checks = [
    ...accountChecks(config),
    ...slackChecks(config, process.env['SLACK_API_URL']),
    ...functionChecks(config, values.url),
    ...scanChecks(config, new Date()),
  ];
  const show = (result: Result) => console.log(formatResult(result));
  const results = await runChecks(checks, values.json ? () => {} : show);
  const faults = results.filter(({ state }) => state === 'bad').length;
  if (values.json) console.log(JSON.stringify({ faults, results }, undefined, 2));
  else console.log(`\n${summarize(results, checks.length)}`);
  return faults === 0 ? 0 : 1;
}

function summarize(results: Result[], all: number): string {
  const count = (wanted: Result['state']) => results.filter(({ state }) => state === wanted).length;
  const open = count('unknown');
  const rest = open > 0 ? `; ${open} could not be found out (?)` : '';
  if (count('bad') === 0) return open === 0 ? 'All well.' : `Nothing to mend${rest}.`;
  const unseen = all > results.length ? ' Run it again then: all else needs this.' : '';
  return `${count('bad')} to mend${rest}.${unseen}`;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(reasonOf(error));
    process.exitCode = 1;
  },
);
