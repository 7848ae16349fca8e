import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createLog } from '../src/adapters/log';
import { drop, findQueue, type Letter, readLetters, SOURCES, sendAgain } from './redrive/letters';

const HELP = `npm run redrive -- [options]

Shows the records that could not be worked on, and why. They stay where they are unless told otherwise.

  --send        put them back into the queue they came from
  --drop        delete them
  --only TEXT   only records whose body or reason holds TEXT
  --most N      at most so many of each queue (100)

Region and credentials are those of the AWS CLI.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      send: { type: 'boolean', default: false },
      drop: { type: 'boolean', default: false },
      only: { type: 'string' },
      most: { type: 'string', default: '100' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const sqs = new SQSClient();
  const letters = (await lettersOf(sqs, Number(values.most))).filter(
    ({ body, reason }) => values.only === undefined || `${body} ${reason}`.includes(values.only),
  );
  if (letters.length === 0) return console.log('Nothing was set aside.');
  for (const letter of letters) {
    masked.info(describe(letter));
    if (values.send) console.log(`  sent to ${await sendAgain(sqs, letter)}`);
    else if (values.drop) await drop(sqs, letter);
  }
  if (!values.send && !values.drop) {
    console.log(`\n${letters.length} records; --send puts them back, --drop deletes them.`);
  }
}

async function lettersOf(sqs: SQSClient, most: number): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const name of SOURCES) {
    const queueUrl = await findQueue(sqs, name);
    if (queueUrl !== undefined) letters.push(...(await readLetters(sqs, queueUrl, most)));
  }
  return letters;
}

function describe({ queueUrl, id, reason, body }: Letter): string {
  const name = queueUrl.split('/').at(-1);
  return `${name} ${id}\n  ${reason}\n  ${body.slice(0, 300)}`;
}

/** Bodies can hold secrets; the log's own masking takes them out. */
const masked = createLog((line) => console.log(JSON.parse(line).message));

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
