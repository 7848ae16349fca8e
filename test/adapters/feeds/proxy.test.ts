import { createServer } from 'node:http';
import { connect } from 'node:net';
import { testIf } from '../../scanner/corpus';
import { catalogue } from './editions';
import { startFeedServer, whole } from './feed-server';
import { aFeedReader } from './feed-world';

/** The scanner's image has Node 24, which is the first to know proxies. */
const KNOWS_PROXIES = Number(process.versions.node.split('.')[0]) >= 24;

/** A proxy that opens tunnels, and what it was asked for. */
async function startProxy() {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    const target = connect(Number(url.split(':')[1]), 'localhost', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return { url, asked, close: () => server.close() };
}

testIf(KNOWS_PROXIES)(
  'the feeds go through the proxy of HTTPS_PROXY, but for the hosts of NO_PROXY',
  async () => {
    const server = await startFeedServer();
    const proxy = await startProxy();
    const kev = [server.on('/kev', whole(catalogue()))];
    const HTTPS_PROXY = proxy.url;

    await aFeedReader({ env: { HTTPS_PROXY, NO_PROXY: 'localhost' } }).load(kev, []);
    const before = [...proxy.asked];
    const feeds = await aFeedReader({ env: { HTTPS_PROXY } }).load(kev, []);
    proxy.close();
    await server.close();

    expect(before).toEqual([]);
    expect(proxy.asked).toEqual([new URL(server.base).host]);
    expect(feeds.exploited?.size).toBe(30);
  },
);
