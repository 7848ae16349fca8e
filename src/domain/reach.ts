/*
 * Whether the internet can reach something, where parts of the way may be unknown: three values, and why one is not
 * known (issue 14).
 */

/**
 * Why it is not known; the first that applies is said. Translations and docs/settings.md name the same codes.
 * - `not_read`: a call to AWS was refused or failed.
 * - `not_found`: what ECS names was not there, such as a deleted target group.
 * - `host_network`: the task has no network interface of its own.
 * - `classic_balancer`: a Classic Load Balancer, which is not looked at.
 * - `route`: the subnet's default route leads to an appliance or to another network.
 * - `some_addresses`: only some public addresses, or those of a prefix list, are let in.
 * - `other_port`: let in on ports that no container declares.
 * - `internal_balancer`: only what is in the VPC reaches the load balancer, which may be CloudFront or an API Gateway.
 * - `by_name`: other services find it by name (Service Connect, Cloud Map, VPC Lattice).
 */
export const UNCLEAR = [
  'not_read',
  'not_found',
  'host_network',
  'classic_balancer',
  'route',
  'some_addresses',
  'other_port',
  'internal_balancer',
  'by_name',
] as const;
export type Unclear = (typeof UNCLEAR)[number];

export type Reach = { exposed: 'yes' | 'no' } | { exposed: 'unknown'; why: Unclear };

export const YES: Reach = { exposed: 'yes' };
export const NO: Reach = { exposed: 'no' };

export function unclear(why: Unclear): Reach {
  return { exposed: 'unknown', why };
}

/** Several ways to the same thing: reached if one of them is open, not reached if all are closed. */
export function anyOf(ways: Reach[]): Reach {
  return ways.find(({ exposed }) => exposed === 'yes') ?? firstUnclear(ways) ?? NO;
}

/** Several barriers on one way: reached if all are open, not reached if one is closed. */
export function allOf(barriers: Reach[]): Reach {
  return barriers.find(({ exposed }) => exposed === 'no') ?? firstUnclear(barriers) ?? YES;
}

function firstUnclear(reaches: Reach[]): Reach | undefined {
  const reasons = reaches.flatMap((reach) => (reach.exposed === 'unknown' ? [reach.why] : []));
  const why = UNCLEAR.find((each) => reasons.includes(each));
  return why === undefined ? undefined : unclear(why);
}
