import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { monthOf, SMALL_TEAM, sum } from './cost/model';
import { costPage } from './cost/page';

const HELP = `npm run cost -- [options]

Writes docs/cost.md: what a small team pays a month, computed from the synthesised template.

  --template FILE   another template than the one that was just synthesised`;

const ROOT = join(__dirname, '..');

function main(): void {
  const { values } = parseArgs({
    options: {
      template: { type: 'string', default: join(ROOT, 'cdk.out', 'vulnscan.template.json') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const template = JSON.parse(readFileSync(values.template, 'utf8'));
  writeFileSync(join(ROOT, 'docs', 'cost.md'), costPage(template));
  const month = sum(monthOf(template, SMALL_TEAM), 'paid');
  console.log(`docs/cost.md is written: ${month.toFixed(2)} USD a month for a small team.`);
}

main();
