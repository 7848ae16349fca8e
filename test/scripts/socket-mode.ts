import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';

/** As much of Slack's Socket Mode as a client sees: apps.connections.open, a WebSocket, envelopes and their acks. */
export interface SocketMode {
  /** Slack's Web API, as far as it goes. */
  url: string;
  /** Sends one envelope when the client is there; resolves to the payload of its acknowledgement. */
  deliver(envelope: { type: string; envelope_id: string; payload: object }): Promise<unknown>;
  /** Waits until the client has left. */
  close(): Promise<void>;
}

export async function startSocketMode(): Promise<SocketMode> {
  const acks = new Map<string, (payload: unknown) => void>();
  let connected: (socket: Socket) => void = () => {};
  const client = new Promise<Socket>((resolve) => {
    connected = resolve;
  });
  const server = createServer((request, response) => {
    request.resume();
    const port = request.socket.localPort;
    const body = request.url?.endsWith('apps.connections.open')
      ? { ok: true, url: `ws://127.0.0.1:${port}/link` }
      : { ok: true };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.on('upgrade', (request, socket: Socket) => {
    socket.write(handshake(request.headers['sec-websocket-key'] ?? ''));
    socket.write(
      frame({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0VULNSCAN' } }),
    );
    socket.on('data', (data) => {
      // A close is answered by a close.
      if (data[0] === 0x88) return void socket.end(Buffer.from([0x88, 0]));
      const ack = parseFrame(data);
      if (ack !== undefined) acks.get(ack.envelope_id)?.(ack.payload);
    });
    socket.on('error', () => {});
    connected(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/api/`,
    deliver: async (envelope) => {
      const socket = await client;
      const acknowledged = new Promise((resolve) => acks.set(envelope.envelope_id, resolve));
      socket.write(frame({ accepts_response_payload: true, ...envelope }));
      return acknowledged;
    },
    close: async () => {
      const socket = await client;
      if (!socket.closed) await once(socket, 'close');
      server.closeAllConnections();
      server.close();
    },
  };
}

function handshake(key: string): string {
  const accept = createHash('sha1')
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

/** One text frame, as a server sends it: final and not masked. */
function frame(value: object): Buffer {
  const payload = Buffer.from(JSON.stringify(value));
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head[0] = 0x81;
  head[1] = Math.min(payload.length, 126);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** What a client sends is masked. Anything but text is passed over. */
function parseFrame(data: Buffer): { envelope_id: string; payload?: unknown } | undefined {
  if (data[0] !== 0x81) return undefined;
  const short = (data[1] ?? 0) & 0x7f;
  const start = short === 126 ? 4 : 2;
  const length = short === 126 ? data.readUInt16BE(2) : short;
  const mask = data.subarray(start, start + 4);
  const masked = data.subarray(start + 4, start + 4 + length);
  return JSON.parse(
    Buffer.from(masked.map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString(),
  );
}
