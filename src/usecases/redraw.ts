import { Refused } from '../domain/errors';
import type { Finding } from '../domain/finding';
import type { AlertEntry, MessageRef } from '../domain/message';
import type { Channel } from '../ports/channel';
import type { Log } from '../ports/runtime';
import type { ProcessCache } from './process-cache';

export interface RedrawDeps {
  channel: Channel;
  memory: ProcessCache;
  log: Log;
}

/**
 * Redraws findings in their message; the other findings of the message stay as they are. A message that can't be
 * edited any more gets a reply instead; a deleted one is ignored. Rejects with `Unavailable` when it has to be tried
 * again.
 */
export async function redraw(
  deps: RedrawDeps,
  ref: MessageRef,
  entries: AlertEntry[],
): Promise<void> {
  const [first, ...others] = entries;
  if (first === undefined) return;
  try {
    const alone = ref.threadTs === undefined && others.length === 0;
    if (alone) await deps.channel.rewrite(ref, { kind: 'alert', entry: first });
    else await deps.channel.rewriteEntries(ref, entries);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await handleRefusal(deps, ref, entries, error);
  }
}

async function handleRefusal(
  deps: RedrawDeps,
  ref: MessageRef,
  entries: AlertEntry[],
  error: Refused,
): Promise<void> {
  if (error.code === 'message_gone') {
    deps.log.info('the message was deleted', { ts: ref.ts });
  } else if (error.code === 'message_locked') {
    for (const { finding } of entries) await replyOnce(deps, ref, finding);
  } else {
    deps.log.error('Slack refuses to redraw a message', { ts: ref.ts, code: error.code, error });
  }
}

async function replyOnce(deps: RedrawDeps, ref: MessageRef, finding: Finding): Promise<void> {
  const state = `${ref.ts} ${finding.id} ${finding.workflowStatus} ${finding.note?.updatedBy ?? ''}`;
  if (deps.memory.replied.get(state)) return;
  const said = finding.note?.text;
  await deps.channel.reply(ref, `${finding.vulnerabilityId}: ${said ?? finding.workflowStatus}`);
  deps.memory.replied.set(state, true);
}
