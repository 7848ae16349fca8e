import { createServer, type RequestListener } from 'node:http';

export interface Listening {
  url: string;
  close(): void;
}

/** An HTTP server for calls that the emulators do not support. */
export async function listening(answer: RequestListener): Promise<Listening> {
  const server = createServer(answer);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Answers with JSON by path; any other path is answered as AWS answers for a missing resource. */
export function answering(answers: Record<string, object>): Promise<Listening> {
  return listening((request, response) => {
    const body = answers[request.url ?? ''];
    response.setHeader('content-type', 'application/json');
    if (body === undefined) response.setHeader('x-amzn-errortype', 'ResourceNotFoundException');
    response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body ?? {}));
  });
}
