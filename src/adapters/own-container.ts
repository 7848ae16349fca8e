/**
 * Our container among a task's containers or overrides. GuardDuty adds its agent (aws-guardduty-agent-...) to every
 * Fargate task, before or after ours.
 */
export function ownContainer<T extends { name?: string | undefined }>(
  containers: T[] | undefined,
): T | undefined {
  return containers?.find(({ name }) => !name?.startsWith('aws-'));
}
