import { spawnSync } from 'node:child_process';
import { renderHome } from '../../src/adapters/slack/blocks/home';
import { render, renderMinimal } from '../../src/adapters/slack/blocks/render';
import { drawNotice } from '../../src/adapters/slack/replies';
import { english, japanese } from '../adapters/slack/kit';
import { answers, gallery, modals, overviews } from '../adapters/slack/states';

/** Slack's own Python SDK checks the blocks: its models check required members, kinds and lengths. */
const SCRIPT = `
import json, sys
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

faults = []
count = 0
for name, blocks, view in json.load(sys.stdin):
    try:
        parsed = Block.parse_all(blocks)
        if len(parsed) != len(blocks):
            raise ValueError("a block was not recognised")
        for block in parsed:
            block.validate_json()
            count += 1
        if view is not None:
            View(**{**view, "blocks": blocks}).validate_json()
    except Exception as error:
        faults.append(f"{name}: {error}")
print(json.dumps({"faults": faults, "count": count}))
`;

type Case = [name: string, blocks: unknown[], view: unknown];

function cases(): Case[] {
  return [english, japanese].flatMap((context): Case[] => [
    ...gallery().flatMap(([name, message]) =>
      [render(message, context), renderMinimal(message, context)].flatMap(
        ({ blocks, attachments }): Case[] => [
          [name, blocks, null],
          ...attachments.map((part): Case => [name, part.blocks, null]),
        ],
      ),
    ),
    ...answers().map(
      ([name, answer]): Case => [
        name,
        drawNotice({ kind: 'answer', answer }, context).blocks,
        null,
      ],
    ),
    ...modals(context).map(([name, view]): Case => [name, view.blocks, view]),
    ...overviews().map(([name, overview]): Case => {
      const view = renderHome(overview, context);
      return [name, view.blocks, view];
    }),
  ]);
}

function checkDecision(given: Case[]): { faults: string[]; count: number } | undefined {
  const python = process.env['PYTHON'];
  if (!python) return undefined;
  const done = spawnSync(python, ['-c', SCRIPT], {
    input: JSON.stringify(given),
    encoding: 'utf8',
  });
  return done.status === 0 ? JSON.parse(done.stdout) : undefined;
}

const checked = checkDecision(cases());
const testWithSdk = checked ? test : test.skip;
if (!checked) {
  process.stderr.write('slack_sdk tests skipped: set PYTHON to a Python that has slack_sdk.\n');
}

testWithSdk("Slack's Python SDK finds no fault in any message, answer, form or tab", () => {
  expect(checked?.faults).toEqual([]);
  expect(checked?.count).toBeGreaterThan(500);
});

testWithSdk('the check works: it refuses a header that is too long', () => {
  const long = { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } };

  expect(checkDecision([['long', [long], null]])?.faults).toHaveLength(1);
});
