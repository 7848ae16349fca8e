import { createServer, type RequestListener } from 'node:http';

export interface Listening {
  url: string;
  close(): void;
}

/** A server of its own for what the stand-ins have not. */
export async function listening(answer: RequestListener): Promise<Listening> {
  const server = createServer(answer);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Answers by path, and 404 as AWS does for what is not there. */
export function answering(answers: Record<string, object>): Promise<Listening> {
  return listening((request, response) => {
    const body = answers[request.url ?? ''];
    response.setHeader('content-type', 'application/json');
    if (body === undefined) response.setHeader('x-amzn-errortype', 'ResourceNotFoundException');
    response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body ?? {}));
  });
}
