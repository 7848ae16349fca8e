import type { CheckResult } from '../../cli/checks/check';
import { checkSize } from '../../cli/checks/size-checks';
import { parseConfig } from '../../src/config/config';
import type { ScanTarget } from '../../src/domain/scan';
import { MINIMAL } from '../infra/synth';
import { answering, type Listening, listening } from './http-server';

/* What the doctor says of the number of images, with a quota that Service Quotas answers. */

const BEFORE = { ...process.env };
let quotas: Listening | undefined;

async function quotaOf(Value: number | 'denied'): Promise<void> {
  quotas =
    Value === 'denied'
      ? await listening((_, response) =>
          response
            .writeHead(400, { 'x-amzn-errortype': 'AccessDeniedException' })
            .end('{"Message":"not allowed"}'),
        )
      : await answering({ '/': { Quota: { Value } } });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: quotas.url,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_MAX_ATTEMPTS: '1',
  });
}

afterEach(() => {
  quotas?.close();
  process.env = { ...BEFORE };
});

/** Each with a digest of its own. */
function imagesOf(count: number): ScanTarget[] {
  return Array.from({ length: count }, (_, number) => ({
    reference: `api:${number}`,
    name: 'api',
    repository: 'api',
    tag: String(number),
    digest: `sha256:${String(number).padStart(64, '0')}`,
    services: [],
  }));
}

const examine = (count: number, scan: object = {}) =>
  checkSize(parseConfig({ ...MINIMAL, scan }), imagesOf(count));
const stateOf = async (result: Promise<CheckResult>) => (await result).state;

describe('the doctor, about the number of images', () => {
  test('says what a scan takes in one task, without asking for a quota', async () => {
    expect(await examine(4)).toEqual({
      state: 'good',
      says: '4 images, one task; a scan that pulls all of them takes about 3 minutes',
    });
  });

  test('counts what has the same content once', async () => {
    const [one] = imagesOf(1);
    const twice = one === undefined ? [] : [one, { ...one, tag: 'latest' }];

    const { says } = await checkSize(parseConfig(MINIMAL), twice);

    expect(says).toContain('1 images');
  });

  test('warns when one task takes longer than a night, before it does', async () => {
    const one = { fanOut: 2_000, memory: 8_192 };

    expect(await stateOf(examine(760, one))).toBe('good');
    expect(await examine(800, one)).toEqual({
      state: 'bad',
      says: 'A scan that pulls all 800 images takes about 10 h, near or above 12 h, in one task',
      fix: expect.stringContaining('scan.fanOut below 800'),
    });
  });

  test('warns when the memory of one task is too little for what was found in its images', async () => {
    const small = { fanOut: 2_000, cpu: 512, memory: 2_048 };

    expect(await examine(1_200, small)).toEqual({
      state: 'bad',
      says: expect.stringContaining('needs about 2100 MiB of memory, and scan.memory is 2048'),
      fix: expect.stringContaining('Lower scan.fanOut, or raise scan.memory'),
    });
    const { says } = await examine(1_200, { fanOut: 2_000, memory: 4_096 });
    expect(says).not.toContain('memory');
  });

  test('warns when the tasks take longer than a night, and says how many do not', async () => {
    await quotaOf(1_000);

    const found = await examine(10_000);

    expect(found).toMatchObject({
      state: 'bad',
      says: expect.stringContaining('with 10 tasks'),
      fix: expect.stringContaining('scan.tasks: 14'),
    });
    expect(await stateOf(examine(10_000, { tasks: 14 }))).toBe('good');
  });

  test("warns when the tasks are near Fargate's quota, which is 6 vCPUs in a new account", async () => {
    await quotaOf(6);

    expect(await examine(300)).toEqual({
      state: 'bad',
      says: "10 tasks take 10 vCPUs, and Fargate's quota of vCPUs in eu-west-1 is 6 for everything that runs there",
      fix: expect.stringContaining('Service Quotas'),
    });
    expect(await stateOf(examine(300, { tasks: 4 }))).toBe('good');
    expect(await stateOf(examine(300, { tasks: 5 }))).toBe('bad');
    expect(await stateOf(examine(300, { tasks: 8, cpu: 512, memory: 2_048 }))).toBe('good');
  });

  test('names the number to check where the quota may not be read', async () => {
    await quotaOf('denied');

    expect(await examine(300)).toEqual({
      state: 'unknown',
      says: expect.stringContaining("check that Fargate's quota of vCPUs in eu-west-1 is above 10"),
    });
  });
});
