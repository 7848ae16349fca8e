/**
 * Our container among a task's, or among its overrides. Where GuardDuty watches Fargate, AWS puts its agent into every
 * task (aws-guardduty-agent-...), before ours or behind it.
 */
export function ownContainer<T extends { name?: string | undefined }>(
  containers: T[] | undefined,
): T | undefined {
  return containers?.find(({ name }) => !name?.startsWith('aws-'));
}
