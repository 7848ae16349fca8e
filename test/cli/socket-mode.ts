import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Slack's side of Socket Mode: apps.connections.open, a WebSocket, envelopes and their acknowledgements. */
export interface SocketMode {
  /** For SLACK_API_URL. */
  url: string;
  /** Sends one envelope once the client is connected; resolves to the payload of its acknowledgement. */
  deliver(envelope: Envelope): Promise<unknown>;
  /** Waits until the client has disconnected. */
  close(): Promise<void>;
}

export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api';
  envelope_id: string;
  payload: object;
}

export interface SocketModeOptions {
  /** Where all other methods of the Web API are forwarded to; by default they answer `ok`. */
  webApi?: string;
  /** The error that apps.connections.open answers with. */
  refusal?: string;
}

/** Who everybody is. */
const ANA = { id: 'U0ANA', team_id: 'T0HOME' };

const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

export async function startSocketMode(options: SocketModeOptions = {}): Promise<SocketMode> {
  const acks = new Map<string, (payload: unknown) => void>();
  let connected: (socket: Socket) => void = () => {};
  const client = new Promise<Socket>((resolve) => {
    connected = resolve;
  });
  const server = createServer((request, response) => void answer(options, request, response));
  server.on('upgrade', (request, socket: Socket) => {
    socket.write(handshake(request.headers['sec-websocket-key'] ?? ''));
    send(socket, { type: 'hello', num_connections: 1, connection_info: { app_id: 'A0VULNSCAN' } });
    readFrames(socket, (ack) => acks.get(ack.envelope_id)?.(ack.payload));
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
      send(socket, { accepts_response_payload: true, ...envelope });
      return acknowledged;
    },
    close: async () => {
      const socket = await Promise.race([client, undefined]);
      if (socket?.closed === false) await once(socket, 'close');
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(
  { webApi, refusal }: SocketModeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readAll(request);
  const open = `ws://127.0.0.1:${request.socket.localPort}/link`;
  const own = refusal === undefined ? { ok: true, url: open } : { ok: false, error: refusal };
  const isOpen = request.url?.endsWith('apps.connections.open') === true;
  response.setHeader('content-type', 'application/json');
  if (isOpen) response.end(JSON.stringify(own));
  else if (webApi === undefined) response.end(JSON.stringify({ ok: true, user: ANA }));
  else response.end(await forward(webApi, request, body));
}

async function forward(webApi: string, request: IncomingMessage, body: string): Promise<string> {
  const { authorization = '', 'content-type': type = '' } = request.headers;
  const url = `${webApi}${request.url?.slice('/api/'.length)}`;
  const headers = { authorization, 'content-type': type };
  return (await fetch(url, { method: 'POST', headers, body })).text();
}

async function readAll(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function handshake(key: string): string {
  const accept = createHash('sha1')
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

function send(socket: Socket, value: object): void {
  socket.write(frame(TEXT, Buffer.from(JSON.stringify(value))));
}

/** A frame from the server: final and not masked. */
function frame(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head[0] = 0x80 | opcode;
  head[1] = Math.min(payload.length, 126);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

interface Ack {
  envelope_id: string;
  payload?: unknown;
}

/** Answers a ping with a pong and a close with a close. A text frame is an acknowledgement. */
function readFrames(socket: Socket, onAck: (ack: Ack) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    for (let next = takeFrame(rest); next !== undefined; next = takeFrame(rest)) {
      rest = rest.subarray(next.end);
      if (next.opcode === PING) socket.write(frame(PONG, next.payload));
      if (next.opcode === CLOSE) socket.end(frame(CLOSE, Buffer.alloc(0)));
      if (next.opcode === TEXT) onAck(JSON.parse(next.payload.toString()));
    }
  });
}

/** The first frame of what a client sent, unmasked; undefined while it is incomplete. */
function takeFrame(data: Buffer): { opcode: number; payload: Buffer; end: number } | undefined {
  if (data.length < 4) return undefined;
  const short = (data[1] ?? 0) & 0x7f;
  const start = short === 126 ? 4 : 2;
  const length = short === 126 ? data.readUInt16BE(2) : short;
  const end = start + 4 + length;
  if (data.length < end) return undefined;
  const mask = data.subarray(start, start + 4);
  const masked = data.subarray(start + 4, end);
  const payload = Buffer.from(masked.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { opcode: (data[0] ?? 0) & 0x0f, payload, end };
}
