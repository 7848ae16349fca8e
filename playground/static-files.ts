import { readFile, realpath } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { sendText } from '../emulators/slack/http';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Sends a file of the folder; `index.html` for `/`. Nothing outside the folder is ever read, links included. */
export async function sendFile(
  response: ServerResponse,
  root: string,
  pathname: string,
): Promise<void> {
  const file = await fileIn(root, pathname);
  const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || content === undefined) return sendText(response, 404, 'Not found.');
  response.writeHead(200, {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

async function fileIn(root: string, pathname: string): Promise<string | undefined> {
  try {
    const base = await realpath(root);
    const wanted = decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const file = await realpath(path.join(base, wanted));
    return file.startsWith(base + path.sep) ? file : undefined;
  } catch {
    return undefined;
  }
}
