import * as z from 'zod/mini';

const Task = z.object({ TaskARN: z.string() });

/**
 * ARN of the ECS task this process runs in, from SCAN_TASK_ARN or the task metadata endpoint, version 4; undefined
 * outside ECS.
 */
export async function findTaskArn(
  env: Record<string, string | undefined>,
  get: typeof fetch = fetch,
): Promise<string | undefined> {
  const endpoint = env['ECS_CONTAINER_METADATA_URI_V4'];
  if (env['SCAN_TASK_ARN']) return env['SCAN_TASK_ARN'];
  if (!endpoint) return undefined;
  try {
    const answer = await get(`${endpoint}/task`, { signal: AbortSignal.timeout(2000) });
    return Task.parse(await answer.json()).TaskARN;
  } catch {
    return undefined;
  }
}
