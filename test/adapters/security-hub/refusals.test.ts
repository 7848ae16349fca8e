import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import * as z from 'zod/mini';
import { toAsff } from '../../../src/adapters/security-hub/asff/to-asff';
import type { FindingKey } from '../../../src/domain/finding';
import { anImport, keyOf } from '../../contracts/finding-store.contract';
import { DEFAULT_PRODUCT } from '../../fakes/security-hub';
import { storeOf } from '../../scanner/hub';

/*
 * What Security Hub refuses within a call that succeeds. Its emulator refuses nothing that it accepts a moment later, so
 * the answers are given here.
 */

const PRODUCT = keyOf(anImport('CVE-0')).productArn;
const key = (id: string, productArn = PRODUCT): FindingKey => ({ id, productArn });

/** A store whose client sends nothing; `answer` gives the output of each call. */
function answering(answer: (input: unknown) => object, attempts: number) {
  const client = new SecurityHubClient({ region: 'eu-west-1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => ({
        output: { $metadata: {}, ...answer(input) },
        response: {},
      }),
    { step: 'initialize', name: 'answers' },
  );
  return storeOf({ url: 'http://127.0.0.1:9' }, { client, attempts });
}

type Refuse = (id: string, call: number) => string | undefined;

describe('an update', () => {
  const Input = z.object({
    FindingIdentifiers: z.array(z.object({ Id: z.string(), ProductArn: z.string() })),
  });
  const change = { workflowStatus: 'RESOLVED' } as const;

  /** `refuse` gives the code with which a finding is not processed; `calls` has the keys of each call. */
  function updating(refuse: Refuse, attempts = 3) {
    const calls: FindingKey[][] = [];
    const store = answering((input) => {
      const { FindingIdentifiers } = Input.parse(input);
      calls.push(FindingIdentifiers.map(({ Id, ProductArn }) => key(Id, ProductArn)));
      const UnprocessedFindings = FindingIdentifiers.flatMap((FindingIdentifier) => {
        const ErrorCode = refuse(FindingIdentifier.Id, calls.length);
        return ErrorCode === undefined ? [] : [{ FindingIdentifier, ErrorCode, ErrorMessage: '' }];
      });
      return { ProcessedFindings: [], UnprocessedFindings };
    }, attempts);
    return { calls, store };
  }

  it.each(['ConcurrentUpdateError', 'InternalFailure'])(
    'that fails with %s is sent again, for that finding alone',
    async (code) => {
      const { calls, store } = updating((id, call) =>
        id === 'b' && call === 1 ? code : undefined,
      );

      const outcome = await store.update(
        ['a', 'b', 'c'].map((id) => key(id)),
        change,
      );

      expect(calls).toEqual([[key('a'), key('b'), key('c')], [key('b')]]);
      expect(outcome).toEqual({ updated: [key('a'), key('b'), key('c')], refused: [] });
    },
  );

  it('that keeps failing is given up after the attempts, and may be repeated later', async () => {
    const { calls, store } = updating(() => 'ConcurrentUpdateError');

    const outcome = await store.update([key('a')], change);

    expect(calls).toHaveLength(3);
    expect(outcome.updated).toEqual([]);
    expect(outcome.refused).toMatchObject([
      { ...key('a'), code: 'ConcurrentUpdateError', retryable: true },
    ]);
  });

  it('that is refused for good is not sent again', async () => {
    const { calls, store } = updating((id) => (id === 'a' ? 'InvalidInput' : undefined));

    const outcome = await store.update([key('a'), key('b')], change);

    expect(calls).toHaveLength(1);
    expect(outcome.updated).toEqual([key('b')]);
    expect(outcome.refused).toMatchObject([{ ...key('a'), retryable: false }]);
  });

  it('names a finding once in a call, however often it is given', async () => {
    const { calls, store } = updating(() => undefined);

    await store.update([key('a'), key('b'), key('a'), key('a', DEFAULT_PRODUCT)], change);

    expect(calls).toEqual([[key('a'), key('b'), key('a', DEFAULT_PRODUCT)]]);
  });

  it('is sent again for the finding of the product that failed, not for one with the same id', async () => {
    const both = [key('a'), key('a', DEFAULT_PRODUCT)];
    const calls: number[] = [];
    const store = answering((input) => {
      const { FindingIdentifiers } = Input.parse(input);
      calls.push(FindingIdentifiers.length);
      const [FindingIdentifier] = FindingIdentifiers;
      const failed = [{ FindingIdentifier, ErrorCode: 'InternalFailure', ErrorMessage: '' }];
      return { UnprocessedFindings: calls.length === 1 ? failed : [] };
    }, 3);

    const outcome = await store.update(both, change);

    expect(calls).toEqual([2, 1]);
    expect(outcome.updated).toEqual(both);
  });
});

describe('an import', () => {
  const Input = z.object({ Findings: z.array(z.object({ Id: z.string() })) });

  function importing(refuse: Refuse) {
    const calls: string[][] = [];
    const store = answering((input) => {
      const ids = Input.parse(input).Findings.map(({ Id }) => Id);
      calls.push(ids);
      const FailedFindings = ids.flatMap((Id) => {
        const ErrorCode = refuse(Id, calls.length);
        return ErrorCode === undefined ? [] : [{ Id, ErrorCode, ErrorMessage: 'no' }];
      });
      return { FailedCount: FailedFindings.length, SuccessCount: 0, FailedFindings };
    }, 3);
    return { calls, store };
  }
  const [first, second] = [anImport('CVE-1'), anImport('CVE-2')];
  const [one, two] = [first.content.id, second.content.id];

  it.each(['Throttling', 'InternalError', 'ServiceUnavailable', 'LimitExceeded', 'Timeout'])(
    'that fails with %s is sent again, for that finding alone',
    async (code) => {
      const { calls, store } = importing((id, call) =>
        id === two && call === 1 ? code : undefined,
      );

      expect(await store.importAll([first, second])).toEqual({ imported: 2, refused: [] });
      expect(calls).toEqual([[one, two], [two]]);
    },
  );

  it('that keeps failing is given up after the attempts', async () => {
    const { calls, store } = importing(() => 'Throttling');

    const outcome = await store.importAll([first]);

    expect(calls).toHaveLength(3);
    expect(outcome).toEqual({
      imported: 0,
      refused: [{ id: one, code: 'Throttling', message: 'no' }],
    });
  });

  it('that is refused for good is not sent again', async () => {
    const { calls, store } = importing((id) => (id === one ? 'InvalidInput' : undefined));

    const outcome = await store.importAll([first, second]);

    expect(calls).toHaveLength(1);
    expect(outcome).toMatchObject({ imported: 1, refused: [{ id: one, code: 'InvalidInput' }] });
  });
});

test('a read gives no finding that another product has under the same id', async () => {
  const [own, other] = [anImport('CVE-1'), anImport('CVE-2')];
  const foreign = { ...other.target, productArn: DEFAULT_PRODUCT };
  // Security Hub is asked for these ids and these products, so it gives every combination.
  const Findings = [own, other].flatMap(({ content, stamp, target }) =>
    [target, foreign].map((each) => toAsff(content, stamp, each)),
  );
  const store = answering(() => ({ Findings }), 1);
  const wanted = [keyOf(own), { ...keyOf(other), productArn: DEFAULT_PRODUCT }];

  const found = await store.get(wanted);

  expect(found.map(({ id, productArn }) => ({ id, productArn }))).toEqual(wanted);
});
