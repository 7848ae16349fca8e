import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type Aws, startAws } from '../../emulators/aws/server';
import { ScanEventSchema } from '../../src/adapters/scan-event-schema';
import { createScanEvents } from '../../src/adapters/scan-events';
import { Unavailable } from '../../src/domain/errors';
import type { ImageOutcome, ScanEvent } from '../../src/domain/scan';
import { scanEvents } from '../../src/event-patterns';

const counts = { new: 1, reopened: 0, fixed: 0, unchanged: 0 };
const completed: Extract<ScanEvent, { type: 'Scan Completed' }> = {
  type: 'Scan Completed',
  scanId: 's1',
  at: '2026-11-24T03:00:00.000Z',
  counts,
  images: [],
  refused: 0,
  held: [],
  durationMs: 1,
};

let aws: Aws;
beforeEach(async () => {
  aws = await startAws();
});
afterEach(() => aws.close());

/** Answers like EventBridge and keeps what it was sent. */
function listening() {
  const sent: {
    Source?: string | undefined;
    DetailType?: string | undefined;
    Detail?: string | undefined;
  }[] = [];
  const client = new EventBridgeClient({ region: 'eu-west-1', endpoint: aws.url, maxAttempts: 1 });
  client.middlewareStack.add(
    (next) => async (args) => {
      if ('Entries' in args.input && args.input.Entries) sent.push(...args.input.Entries);
      return next(args);
    },
    { step: 'initialize', name: 'listen' },
  );
  return { client, sent };
}

test('an event has every field that the EventBridge rules match', async () => {
  const { client, sent } = listening();

  await createScanEvents(client).emit(completed);

  const pattern = scanEvents();
  expect(pattern).toMatchObject({
    source: [sent[0]?.Source],
    'detail-type': expect.arrayContaining([sent[0]?.DetailType]),
  });
  expect(JSON.parse(sent[0]?.Detail ?? '')).toEqual(completed);
});

test('an event with too many images for one entry keeps the failed ones', async () => {
  const { client, sent } = listening();
  const image = 'registry/'.padEnd(300, 'x');
  const images = Array.from({ length: 2000 }, (_, index) => ({ image: `${image}${index}` }));
  const failed = { image: 'the failed one', error: 'It failed.' };

  await createScanEvents(client).emit({ ...completed, images: [...images, failed] });

  const detail = sent[0]?.Detail ?? '';
  expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(240_000);
  expect(JSON.parse(detail).images[0]).toEqual(failed);
});

test('a cut event keeps images that could not be judged, and says the true numbers', async () => {
  const { client, sent } = listening();
  const image = 'registry/'.padEnd(300, 'x');
  const images: ImageOutcome[] = Array.from({ length: 2000 }, (_, index) => ({
    image: `${image}${index}`,
  }));
  const doubted: ImageOutcome = { image: 'old', doubt: { reason: 'end-of-life', os: 'Debian 9' } };
  const held = Array.from({ length: 2000 }, (_, index) => ({
    image: `${image}${index}`,
    reason: 'mass-vanishing' as const,
    findings: 2,
  }));

  const knownImages = images.map(({ image }) => ({ image, findings: 3 }));

  await createScanEvents(client).emit({
    ...completed,
    images: [...images, doubted],
    held,
    knownImages,
  });

  const detail = sent[0]?.Detail ?? '';
  const parsed = ScanEventSchema.parse(JSON.parse(detail));
  expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(240_000);
  expect(parsed).toMatchObject({
    images: expect.arrayContaining([doubted]),
    totals: { images: 2001, unjudged: 1, vanished: 2000, held: 4000 },
  });
});

test('the start of a scan of 10,000 images fits, with their true number', async () => {
  const { client, sent } = listening();
  const images = Array.from({ length: 10_000 }, (_, index) => `registry/team/service-${index}:1.2`);

  await createScanEvents(client).emit({
    type: 'Scan Started',
    scanId: 's1',
    at: completed.at,
    images,
    total: images.length,
    startedBy: 'schedule',
  });

  const detail = sent[0]?.Detail ?? '';
  expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(240_000);
  expect(JSON.parse(detail)).toMatchObject({ total: 10_000, images: { 0: images[0] } });
});

test('Unavailable is thrown when EventBridge does not answer', async () => {
  const { client } = listening();
  await aws.close();

  await expect(createScanEvents(client).emit(completed)).rejects.toThrow(Unavailable);
});
