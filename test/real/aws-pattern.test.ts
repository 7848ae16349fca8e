import { execFileSync } from 'node:child_process';
import { EVENT, NO_PATTERNS, PATTERNS } from '../emulators/aws/pattern-table';
import { ministackPython } from './ministack';

/** A second, independent EventBridge matcher (that of ministack) answers our table of patterns. */
const SCRIPT = `
import json, sys
from ministack.services import eventbridge
given = json.load(sys.stdin)
def ask(pattern):
    answer = eventbridge._test_event_pattern({'EventPattern': json.dumps(pattern), 'Event': json.dumps(given['event'])})
    return json.loads(answer[2]).get('Result')
print(json.dumps([ask(pattern) for pattern in given['patterns']]))
`;

/** "Absent" in one of several elements: event-ruler looks at the whole event, ministack at each element. */
const DISPUTED = '{"detail":{"findings":{"Id":[{"exists":false}]}}}';
/** A real operator that our matcher refuses, because no rule here uses it. */
const LEFT_OUT = 'cidr';

const agreed = PATTERNS.filter(([pattern]) => JSON.stringify(pattern) !== DISPUTED);
const refused = NO_PATTERNS.filter(([pattern]) => !JSON.stringify(pattern).includes(LEFT_OUT));
const answers = ask([...agreed, ...refused].map(([pattern]) => pattern));
const describeWithMatcher = answers ? describe : describe.skip;
if (!answers) {
  process.stderr.write('pattern tests skipped: set MINISTACK to its program.\n');
}

function ask(patterns: unknown[]): (boolean | null)[] | undefined {
  if (ministackPython === undefined) return undefined;
  const event = { ...EVENT, id: '1', time: '2026-11-24T00:00:00Z', region: 'eu-west-1' };
  try {
    return JSON.parse(
      execFileSync(ministackPython, ['-c', SCRIPT], {
        input: JSON.stringify({ event, patterns }),
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
      }),
    );
  } catch {
    return undefined;
  }
}

describeWithMatcher('another matcher', () => {
  it.each(agreed.map(([pattern, expected], n) => [pattern, expected, n] as const))(
    'gives the same result for %j as ours: %p',
    (_, expected, n) => {
      expect(answers?.[n]).toBe(expected);
    },
  );

  it.each(refused.map(([pattern], n) => [pattern, agreed.length + n] as const))(
    'refuses %j as ours does',
    (_, n) => {
      expect(answers?.[n]).toBeNull();
    },
  );
});
