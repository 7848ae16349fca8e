import type { WebClient } from '@slack/web-api';
import { Unavailable } from '../../domain/errors';
import type { MessageRef } from '../../domain/message';
import { callSlack } from './errors';

/** Where the workspace is, such as `https://example.slack.com/`, which the app is only told by Slack. */
export interface WorkspaceAddress {
  /** Asks Slack, if it has not answered yet. Rejects as `callSlack` does. */
  learn(): Promise<void>;
  /** Throws `Unavailable` while Slack has not answered: a message without its links would be another message. */
  known(): string;
}

export function createWorkspaceAddress(client: WebClient): WorkspaceAddress {
  let address: string | undefined;
  return {
    learn: async () => {
      if (address !== undefined) return;
      const what = 'tell the address of the workspace';
      const { url } = await callSlack(what, () => client.auth.test());
      address = url === undefined || !URL.canParse(url) ? undefined : new URL(url).href;
    },
    known: () => {
      if (address === undefined) throw noAddress();
      return address;
    },
  };
}

function noAddress(): Unavailable {
  return new Unavailable(
    'slack_address',
    'Slack did not say where the workspace is, so a link to a message cannot be drawn; try again.',
  );
}

/** A message's permanent address, as docs.slack.dev's chat.getPermalink gives it. */
export function permalink(workspace: string, { channel, ts, threadTs }: MessageRef): string {
  const url = new URL(`archives/${channel}/p${ts.replace('.', '')}`, workspace);
  if (threadTs !== undefined && threadTs !== ts) {
    url.searchParams.set('thread_ts', threadTs);
    url.searchParams.set('cid', channel);
  }
  return url.href;
}
