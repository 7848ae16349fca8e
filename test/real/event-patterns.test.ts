import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GOLDEN } from '../infra/golden-events';
import { deployedPatterns } from '../infra/patterns';
import { ministackPython } from './ministack';

/*
 * The deployed patterns over the table of events, decided by matchers this project did not write: EventBridge's own
 * engine (Java, by Maven), and the one inside ministack.
 */

const root = resolve(__dirname, '../..');
const source = join(root, 'tools/real/event-ruler');
const jars = join(root, '.cache/real/event-ruler');

/** Asks what its TestEventPattern operation asks. */
const MINISTACK = `
import json, sys
from ministack.services import eventbridge
given = json.load(sys.stdin)
def matches(pattern, event):
    payload = eventbridge._event_from_test_payload(event)
    return eventbridge._matches_pattern(json.dumps(pattern), payload)
print(json.dumps({
    golden["name"]: sorted(n for n, p in given["patterns"].items() if matches(p, golden["event"]))
    for golden in given["events"]
}))`;

describe.each([
  {
    matcher: 'event-ruler',
    command: installRuler(),
    args: ['-cp', `${jars}/*`, `${source}/Match.java`],
  },
  { matcher: 'ministack', command: ministackPython ?? '', args: ['-c', MINISTACK] },
])('$matcher', ({ matcher, command, args }) => {
  if (command === '') {
    process.stderr.write(`event patterns were not tried with ${matcher}: it could not be had.\n`);
    test.todo('is not here');
    return;
  }
  const input = JSON.stringify({ patterns: deployedPatterns(), events: GOLDEN });
  const matched = JSON.parse(execFileSync(command, args, { input, encoding: 'utf8' }));

  test.each(GOLDEN)('agrees that $name goes to $rules', ({ name, rules }) => {
    expect(matched[name]).toEqual(rules);
  });
});

/** Java, once its jars are there. */
function installRuler(): string {
  if (existsSync(jars)) return 'java';
  const copy = ['-q', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  return spawnSync('mvn', copy, { cwd: source, stdio: ['ignore', 2, 2] }).status === 0
    ? 'java'
    : '';
}
