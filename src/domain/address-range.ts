export type Family = 4 | 6;

/** A CIDR block. */
interface Block {
  family: Family;
  first: bigint;
  last: bigint;
  prefix: number;
}

const BITS: Record<Family, number> = { 4: 32, 6: 128 };
/** Wider than any one organization's addresses: such a range lets the internet in, alone or as one of two halves. */
const WIDE: Record<Family, number> = { 4: 8, 6: 16 };
/** Addresses that no packet from the internet has. */
const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => parseBlock(text) ?? []);

/** Whose addresses a range covers. `some`: public addresses, but not the whole internet; also what is no range. */
export function extentOf(range: string): 'internet' | 'some' | 'private' {
  const block = parseBlock(range);
  if (block === undefined) return 'some';
  if (block.prefix < WIDE[block.family]) return 'internet';
  return PRIVATE.some((each) => contains(each, block)) ? 'private' : 'some';
}

export function familyOf(range: string): Family {
  return range.includes(':') ? 6 : 4;
}

/** A public address that packets from the internet can have as their destination. */
export function isPublicAddress(address: string): boolean {
  return extentOf(`${address}/${BITS[familyOf(address)]}`) === 'some';
}

export function overlap(a: string, b: string): boolean {
  const [left, right] = [parseBlock(a), parseBlock(b)];
  if (left === undefined || right === undefined || left.family !== right.family) return false;
  return left.first <= right.last && right.first <= left.last;
}

function contains(outer: Block, inner: Block): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

function parseBlock(text: string): Block | undefined {
  const [address = '', length = ''] = text.split('/');
  const family = familyOf(address);
  const value = family === 4 ? parseIpv4(address) : parseIpv6(address);
  const prefix = Number(length);
  if (value === undefined || !/^\d{1,3}$/.test(length) || prefix > BITS[family]) return undefined;
  const size = 1n << BigInt(BITS[family] - prefix);
  const first = value - (value % size);
  return { family, first, last: first + size - 1n, prefix };
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) {
    return undefined;
  }
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const [head = '', tail, surplus] = text.split('::');
  if (surplus !== undefined) return undefined;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const parts = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (parts.some((part) => !/^[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  return parts.reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
}
