import { compareDigits, type Order, parsed } from './order';

/*
 * Versions of apk-tools 2: numbers with dots, a letter, suffixes such as `_rc1`, and a release such as `-r2`. A version is
 * a list of tokens. Where one ends or goes on with a token of another kind, the kind decides.
 */

/** In the order that decides between kinds: what has the later kind is older. */
const KINDS = ['fraction', 'number', 'letter', 'suffix', 'suffixNumber', 'release', 'end'] as const;
type Kind = (typeof KINDS)[number];

interface Token {
  kind: Kind;
  /** Digits; a letter's code, a suffix's place among the suffixes, and for a fraction's leading zeros their negative number. */
  value: string;
}

/** The first four are of versions before a release. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', 'cvs', 'svn', 'git', 'hg', 'p'];
const BEFORE_RELEASE = 4;

/** Compares two versions of Alpine packages. */
export const compareApk: (a: string, b: string) => Order | undefined = parsed(parse, compareTokens);

function compareTokens(a: Token[], b: Token[]): Order {
  for (let index = 0; ; index += 1) {
    const [one = END, other = END] = [a[index], b[index]];
    if (one.kind !== other.kind) return compareKinds(one, other);
    if (one.kind === 'end') return 0;
    const order = compareValues(one.value, other.value);
    if (order !== 0) return order;
  }
}

const END: Token = { kind: 'end', value: '' };

function compareKinds(one: Token, other: Token): Order {
  if (isBeforeRelease(one)) return -1;
  if (isBeforeRelease(other)) return 1;
  return KINDS.indexOf(other.kind) - KINDS.indexOf(one.kind);
}

function isBeforeRelease({ kind, value }: Token): boolean {
  return kind === 'suffix' && Number(value) < BEFORE_RELEASE;
}

function compareValues(a: string, b: string): Order {
  return a.startsWith('-') || b.startsWith('-') ? Number(a) - Number(b) : compareDigits(a, b);
}

const START = /^\d*/;
/** What may follow a token, in the order tried. `after` is the kind that it follows. */
const NEXT: { kind: Kind; after: Kind[]; pattern: RegExp }[] = [
  { kind: 'letter', after: ['fraction', 'number'], pattern: /^([a-z])/ },
  { kind: 'number', after: ['letter'], pattern: /^(\d+)/ },
  { kind: 'suffixNumber', after: ['suffix'], pattern: /^(\d+)/ },
  { kind: 'fraction', after: ['fraction', 'number'], pattern: /^\.(\d*)/ },
  {
    kind: 'suffix',
    after: ['fraction', 'number', 'letter', 'suffix', 'suffixNumber'],
    pattern: /^_(alpha|beta|pre|rc|cvs|svn|git|hg|p)/,
  },
  {
    kind: 'release',
    after: ['fraction', 'number', 'letter', 'suffix', 'suffixNumber'],
    pattern: /^-.(\d*)/s,
  },
];

function parse(version: string): Token[] | undefined {
  const [first = ''] = START.exec(version) ?? [];
  const tokens: Token[] = [{ kind: 'number', value: first }];
  let rest = version.slice(first.length);
  while (rest !== '') {
    const { kind } = tokens.at(-1) ?? END;
    const next = NEXT.find(({ after, pattern }) => after.includes(kind) && pattern.test(rest));
    if (next === undefined) return undefined;
    const [all = '', value = ''] = next.pattern.exec(rest) ?? [];
    rest = rest.slice(all.length);
    tokens.push(...tokensOf(next.kind, value, rest === ''));
  }
  return tokens;
}

/** After a dot, leading zeros are a token of their own, and what follows them is another. */
function tokensOf(kind: Kind, value: string, isLast: boolean): Token[] {
  if (kind === 'suffix') return [{ kind, value: String(SUFFIXES.indexOf(value)) }];
  if (kind === 'letter') return [{ kind, value: String(value.charCodeAt(0)) }];
  const [zeros = ''] = /^0*/.exec(value) ?? [];
  if (kind !== 'fraction' || zeros === '') return [{ kind, value }];
  const more = value.slice(zeros.length);
  const first: Token = { kind, value: String(-zeros.length) };
  return isLast && more === '' ? [first] : [first, { kind: 'number', value: more }];
}
