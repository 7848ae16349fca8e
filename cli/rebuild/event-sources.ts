import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { callAws } from '../../src/adapters/aws-errors';
import { Refused } from '../../src/domain/errors';
import { FUNCTIONS, type FunctionName } from '../../src/installation';
import type { Clock } from '../../src/ports/runtime';
import { errorCode } from '../terminal/error-text';

/** The functions that write to the ledger on their own. People's requests wait in the queues meanwhile. */
const PAUSED = ['intake', 'decide', 'projector', 'painter'] as const satisfies FunctionName[];

/** Pause between two looks, and how often Lambda is asked: some five minutes. */
const LOOK_MS = 2_000;
const LOOKS = 150;

/** What a function reads. */
export interface EventSource {
  functionName: string;
  id: string;
}

/** Throws Refused `functions` when one of the functions has no event source. */
export async function findSources(lambda: LambdaClient): Promise<EventSource[]> {
  const found: EventSource[] = [];
  for (const name of PAUSED) {
    const functionName = FUNCTIONS[name].name;
    const command = new ListEventSourceMappingsCommand({ FunctionName: functionName });
    const { EventSourceMappings = [] } = await callAws(`look for ${functionName}`, () =>
      lambda.send(command),
    );
    const ids = EventSourceMappings.flatMap(({ UUID }) => UUID ?? []);
    if (ids.length === 0) {
      throw new Refused(
        'functions',
        `The function ${functionName} reads no queue here; run npm run deploy first.`,
      );
    }
    found.push(...ids.map((id) => ({ functionName, id })));
  }
  return found;
}

/** Resolves when Lambda reads none of the queues any more. */
export async function pause(
  lambda: LambdaClient,
  sources: EventSource[],
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  for (const source of sources) await setEnabled(lambda, source, false, clock);
  for (const source of sources) await untilDisabled(lambda, source, clock);
}

/** Turns all of them on, also after one that fails. Throws Refused `resume` and names those. */
export async function resume(
  lambda: LambdaClient,
  sources: EventSource[],
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  const failed: string[] = [];
  for (const source of sources) {
    await setEnabled(lambda, source, true, clock).catch(() => failed.push(source.functionName));
  }
  if (failed.length === 0) return;
  throw new Refused(
    'resume',
    `These functions do not read their queue again: ${failed.join(', ')}. Enable their SQS triggers in Lambda, or run this command again.`,
  );
}

/** Lambda refuses a change while an earlier one is under way, so it is tried again. */
async function setEnabled(
  lambda: LambdaClient,
  { id, functionName }: EventSource,
  Enabled: boolean,
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  const command = new UpdateEventSourceMappingCommand({ UUID: id, Enabled });
  const change = () =>
    callAws(`${Enabled ? 'resume' : 'pause'} ${functionName}`, () => lambda.send(command));
  for (let look = 1; look < LOOKS; look += 1) {
    try {
      await change();
      return;
    } catch (error) {
      if (!isInUse(error)) throw error;
      await clock.sleep(LOOK_MS);
    }
  }
  await change();
}

function isInUse(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause].some((each) => errorCode(each) === 'ResourceInUseException');
}

async function untilDisabled(
  lambda: LambdaClient,
  { id, functionName }: EventSource,
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const command = new GetEventSourceMappingCommand({ UUID: id });
    const { State } = await callAws(`look for ${functionName}`, () => lambda.send(command));
    if (State === 'Disabled') return;
    await clock.sleep(LOOK_MS);
  }
  throw new Refused('pause', `${functionName} does not stop reading its queue; try again later.`);
}
