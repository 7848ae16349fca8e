import { createHash } from 'node:crypto';
import { ALPINE, DEBIAN, type FleetPackage, GO, JAVA, NODE, type Part, PYTHON } from './catalogue';

/** What is installed in an image. Many images have the same. */
export interface Build {
  /** Names it in files. */
  name: string;
  parts: Part[];
}

export interface FleetImage {
  repository: string;
  tag: string;
  digest: string;
  /** The name of its build. */
  build: string;
}

export interface Fleet {
  images: FleetImage[];
  builds: Build[];
}

/** Each repository has these tags, as far as the number of images goes. */
export const TAGS = ['production', 'staging', 'latest'] as const;
type Tag = (typeof TAGS)[number];

/** The internet reaches what these patterns of `exposed` name. */
export const EXPOSED = ['*gateway'];

const TEAMS = [
  ...['analytics', 'billing', 'catalog', 'checkout', 'fraud', 'identity', 'inventory', 'loyalty'],
  ...['media', 'notifications', 'orders', 'payments', 'platform', 'pricing', 'recommendations'],
  ...['returns', 'search', 'shipping', 'support', 'warehouse'],
];
const SERVICES = [
  ...['api', 'web', 'worker', 'scheduler', 'consumer', 'importer', 'exporter', 'admin', 'gateway'],
  ...['mailer', 'reports', 'sync', 'batch', 'indexer', 'cache', 'events', 'jobs', 'proxy'],
  ...['migrations', 'webhooks'],
];
/** Marks of further services of the same kind. */
const PLACES = ['', 'eu', 'us', 'jp', 'br', 'in', 'au', 'v2', 'v3', 'internal'];

/** Few bases with one language each; the first ones are used more. */
const STACKS: { name: string; parts: Part[]; weight: number }[] = [
  { name: 'debian-node', parts: [DEBIAN, NODE], weight: 5 },
  { name: 'debian-python', parts: [DEBIAN, PYTHON], weight: 4 },
  { name: 'debian-java', parts: [DEBIAN, JAVA], weight: 3 },
  { name: 'alpine-node', parts: [ALPINE, NODE], weight: 3 },
  { name: 'alpine-go', parts: [ALPINE, GO], weight: 4 },
  { name: 'debian', parts: [DEBIAN], weight: 1 },
];

/** Share of the vulnerable packages that are upgraded already under each tag. */
const UPGRADED: Record<Tag, number> = { production: 0, staging: 0.25, latest: 0.5 };

const SEED = 16;

/** The same images each time: names like those of a company's services, made of few bases. A larger fleet has those of a smaller. */
export function createFleet(count: number): Fleet {
  const next = random(SEED);
  const names = repositories(next);
  const images = Array.from({ length: Math.ceil(count / TAGS.length) }, (_, index) => {
    const repository = names[index] ?? `services/service-${index}`;
    const stack = choose(next());
    return TAGS.map((tag): FleetImage => {
      const build = `${stack}-${tag}`;
      return { repository, tag, build, digest: digestOf(`${repository}:${tag}`) };
    });
  });
  return { images: images.flat().slice(0, count), builds: allBuilds() };
}

/** One in this many services in production is deployed in a round. */
const DEPLOYED = 20;

/** What is deployed to production in this round, counted from 1: the build that was tried under `latest`. */
export function redeployed(images: FleetImage[], round: number): FleetImage[] {
  const running = images.filter(({ tag }) => tag === 'production');
  return running
    .filter((_, index) => index % DEPLOYED === (round - 1) % DEPLOYED)
    .map(({ repository, tag, build }) => ({
      ...{ repository, tag, build: build.replace(/[a-z]+$/, 'latest') },
      digest: digestOf(`${repository}:${tag} ${round}`),
    }));
}

function allBuilds(): Build[] {
  return STACKS.flatMap(({ name, parts }) =>
    TAGS.map((tag) => ({
      name: `${name}-${tag}`,
      parts: parts.map((part) => upgraded(part, tag)),
    })),
  );
}

function upgraded(part: Part, tag: Tag): Part {
  const vulnerable = part.packages.filter(({ vulnerabilities = [] }) =>
    vulnerabilities.some(hasFix),
  );
  const done = vulnerable.slice(0, Math.round(vulnerable.length * UPGRADED[tag]));
  return {
    ...part,
    packages: part.packages.map((each) => (done.includes(each) ? upgrade(each) : each)),
  };
}

function hasFix({ fixed }: { fixed?: string }): boolean {
  return fixed !== undefined;
}

function upgrade({ vulnerabilities = [], ...rest }: FleetPackage): FleetPackage {
  const version = vulnerabilities.findLast(hasFix)?.fixed ?? rest.version;
  const isGo = rest.version.startsWith('v');
  return { ...rest, version: isGo ? `v${version}` : version };
}

/** Of each place in an order of its own. */
function repositories(next: () => number): string[] {
  return PLACES.flatMap((place) => {
    const names = TEAMS.flatMap((team) =>
      SERVICES.map((service) => `${team}/${place === '' ? service : `${place}-${service}`}`),
    );
    const order = new Map(names.map((name) => [name, next()]));
    return names.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  });
}

function choose(value: number): string {
  const total = STACKS.reduce((sum, { weight }) => sum + weight, 0);
  let left = value * total;
  for (const { name, weight } of STACKS) {
    left -= weight;
    if (left < 0) return name;
  }
  return STACKS[0]?.name ?? '';
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Numbers from 0 up to 1, the same for the same seed: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
