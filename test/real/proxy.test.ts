import { createServer, type Server } from 'node:http';
import { createRandom } from '../sim/random';
import { type ProxyOptions, type RunningProxy, startProxy } from './proxy';

let server: Server;
let target: string;
let proxy: RunningProxy;
const arrived: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    arrived.push(`${request.method} ${request.url} ${request.headers.host}`);
    response.end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  target = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

beforeEach(() => {
  arrived.length = 0;
});
afterEach(() => proxy.close());
afterAll(() => server.close());

async function startWith(
  shares: ProxyOptions['shares'],
  mayDouble = () => true,
): Promise<RunningProxy> {
  const random = { ...createRandom(1), between: (_low: number, high: number) => high };
  proxy = await startProxy({ target, random, shares, mayDouble });
  return proxy;
}

function ask(): Promise<string> {
  return fetch(`${proxy.url}/call`, { method: 'POST', body: 'x' }).then((reply) => reply.text());
}

test('without faults a request and its Host header arrive, and the reply comes back', async () => {
  const { url, met } = await startWith({});

  expect(await ask()).toBe('done');
  expect(arrived).toEqual([`POST /call ${new URL(url).host}`]);
  expect(met).toEqual([]);
});

test('a lost request never arrives', async () => {
  const { met } = await startWith({ 'lost request': 1 });

  await expect(ask()).rejects.toThrow('fetch failed');
  expect(arrived).toEqual([]);
  expect(met).toEqual([{ trouble: 'lost request', call: '/call' }]);
});

test('a request whose reply is lost takes effect', async () => {
  await startWith({ 'lost reply': 1 });

  await expect(ask()).rejects.toThrow('fetch failed');
  expect(arrived).toHaveLength(1);
});

test('a doubled request arrives twice, unless its call excludes that', async () => {
  await startWith({ doubled: 1 });
  await ask();
  await proxy.settle();
  expect(arrived).toHaveLength(2);
  await proxy.close();

  const { met } = await startWith({ doubled: 1 }, () => false);
  await ask();
  await proxy.settle();
  expect(arrived).toHaveLength(3);
  expect(met).toEqual([]);
});

test('a late request arrives after its sender has died, and before settling ends', async () => {
  await startWith({ late: 1 });
  const sender = new AbortController();
  const sent = fetch(`${proxy.url}/call`, { method: 'POST', body: 'x', signal: sender.signal });
  while (proxy.met.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(arrived).toEqual([]);

  sender.abort();
  await expect(sent).rejects.toThrow('aborted');
  await proxy.settle();

  expect(arrived).toHaveLength(1);
});

test('a network without faults passes everything on', async () => {
  const { calm } = await startWith({ 'lost request': 1 });

  calm();

  expect(await ask()).toBe('done');
});
