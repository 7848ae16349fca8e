/** Writes the tables of docs/cost.md, computed from the template in cdk.out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costTables } from './cost-model';

const ROOT = join(__dirname, '..');
const PAGE = join(ROOT, 'docs', 'cost.md');

const template = JSON.parse(readFileSync(join(ROOT, 'cdk.out', 'vulnscan.template.json'), 'utf8'));
const [before = '', , after = ''] = readFileSync(PAGE, 'utf8').split(
  /(?<=<!-- tables -->\n\n)|(?=\n<!-- end -->)/,
);
writeFileSync(PAGE, before + costTables(template) + after);
