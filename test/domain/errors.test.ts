import { InvalidInput, isKnownError, Refused, Unavailable } from '../../src/domain/errors';

const KINDS = { InvalidInput, Refused, Unavailable };

describe.each(Object.entries(KINDS))('%s', (name, Kind) => {
  const cause = new Error('below');
  const fail = () => new Kind('some_code', 'What failed; what to do.', { cause });

  it('says its kind, its code, its sentence and what caused it', () => {
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

  it('needs no cause', () => {
    expect(new Kind('some_code', 'What to do.').cause).toBeUndefined();
  });
});

test.each([[new TypeError('a bug')], ['a text'], [undefined]])('%p is no known error', (thrown) => {
  expect(isKnownError(thrown)).toBe(false);
});

describe('what is unavailable', () => {
  it('has surely had no effect, and names no time, unless it says so', () => {
    expect(new Unavailable('throttled', 'Try later.')).toMatchObject({
      ambiguous: false,
      retryAfterMs: undefined,
    });
  });

  it('says when to try again, and that the call may have had its effect', () => {
    const error = new Unavailable('timeout', 'Try later.', { retryAfterMs: 3000, ambiguous: true });

    expect(error).toMatchObject({ ambiguous: true, retryAfterMs: 3000 });
  });
});
