import { InvalidInput, isKnownError, Refused, Unavailable } from '../../src/domain/errors';

const KINDS = { InvalidInput, Refused, Unavailable };

describe.each(Object.entries(KINDS))('%s', (name, Kind) => {
  const cause = new Error('below');
  const fail = () => new Kind('some_code', 'What failed; what to do.', { cause });

  it('has a kind, a code, a message and a cause', () => {
    expect(fail()).toBeInstanceOf(Error);
    expect(fail()).toMatchObject({
      name,
      code: 'some_code',
      message: 'What failed; what to do.',
      cause,
    });
  });

  it('differs from unexpected errors', () => {
    expect(isKnownError(fail())).toBe(true);
  });

  it('may have no cause', () => {
    expect(new Kind('some_code', 'What to do.').cause).toBeUndefined();
  });
});

test.each([[new TypeError('a bug')], ['a text'], [undefined]])(
  '%p is not a known error',
  (thrown) => {
    expect(isKnownError(thrown)).toBe(false);
  },
);

describe('what is unavailable', () => {
  it('had no effect and has no retry time, by default', () => {
    expect(new Unavailable('throttled', 'Try later.')).toMatchObject({
      ambiguous: false,
      retryAfterMs: undefined,
    });
  });

  it('can say when to retry, and that the call may have had an effect', () => {
    const error = new Unavailable('timeout', 'Try later.', { retryAfterMs: 3000, ambiguous: true });

    expect(error).toMatchObject({ ambiguous: true, retryAfterMs: 3000 });
  });
});
