/** The two calls that the slack door makes to AWS, answered at once: secrets from SSM, a message to SQS. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

export const SIGNING_SECRET = 'a-signing-secret-of-32-characters';

export async function startAws() {
  const calls = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.').at(-1);
      calls.push(operation);
      const answer = JSON.stringify(ANSWERS[operation]?.(JSON.parse(body)) ?? {});
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    calls,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const ANSWERS = {
  GetParameters: ({ Names }) => ({
    Parameters: Names.map((Name) => ({
      Name,
      Value: Name.includes('signing') ? SIGNING_SECRET : 'xoxb-bench',
    })),
  }),
  SendMessage: ({ MessageBody }) => ({
    MessageId: '5fea7756-0ea4-451a-a703-a558b933e274',
    MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    SequenceNumber: '18849496460467696128',
  }),
};
