import { inspectorMonth, type Line, monthOf, SMALL_TEAM, sum } from './model';
import PRICES from './prices.json';
import type { Template } from './template';

/** docs/cost.md, from the template as it is deployed. */
export function costPage(template: Template): string {
  const team = SMALL_TEAM;
  const ours = monthOf(template, team);
  const theirs = inspectorMonth(team);
  return `# What it costs

*Made by \`npm run cost\` from the template that is deployed and \`tools/cost/prices.json\`; a test holds the two
together.* Prices of ${PRICES.region} as of ${PRICES.asOf}. ${PRICES.note}

A team with **${team.images} images**, scanned ${team.scansPerDay === 1 ? 'once' : `${team.scansPerDay} times`} a day (${team.minutesPerImage} minutes an image, with the database), ${team.findings} findings
in all and ${team.newFindings} new ones a month, each posted and decided:

| | USD a month |
| --- | ---: |
| **vulnscan**, with what AWS gives every account for free | **${money(sum(ours, 'paid'))}** |
| vulnscan at list prices, in an account whose free quotas are all used up | ${money(sum(ours, 'listed'))} |
| Amazon Inspector for the same images (${team.pushesPerImage} pushes each, one rescan a day) | ${money(sum(theirs, 'listed'))} |

## Line by line

| item | a month | list price | paid |
| --- | ---: | ---: | ---: |
${ours.map(row).join('\n')}
| **sum** | | **${money(sum(ours, 'listed'))}** | **${money(sum(ours, 'paid'))}** |

Inspector, for comparison:

| item | a month | list price |
| --- | ---: | ---: |
${theirs.map(({ what, quantity, listed }) => `| ${what} | ${amount(quantity)} | ${money(listed)} |`).join('\n')}

## What moves it

- **More images or slower ones**: the scanner's minutes. ${team.images * 10} images of the same kind cost about ${money(10 * fargate(ours))} USD of Fargate a month.
- **Polling**: Lambda asks an idle queue three times a minute over five connections; that is most of the SQS line, and does
  not grow with what is found.
- **Alarms**: ten are free in an account. If others use them up, ours cost 0.10 each.
- **A NAT gateway** is not needed. If the scanner runs in subnets of yours behind one, it costs what it costs there already.
- **Security Hub** counts every finding that a scan writes again. Above 10,000 a month each thousand costs 0.03.
- Subnets given by you, an HTTP API instead of the function URL, the Slack app: nothing worth a line.
`;
}

function row({ what, quantity, listed, paid }: Line): string {
  return `| ${what} | ${amount(quantity)} | ${money(listed)} | ${money(paid)} |`;
}

function fargate(lines: Line[]): number {
  return sum(
    lines.filter(({ item }) => item.startsWith('fargate') || item.startsWith('public-ipv4')),
    'listed',
  );
}

function money(value: number): string {
  return value.toFixed(2);
}

function amount(value: number): string {
  const digits = value < 100 && !Number.isInteger(value) ? 2 : 0;
  return value.toLocaleString('en-US', {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
}
