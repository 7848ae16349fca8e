/** The part of AWS that a Region belongs to: the second part of its ARNs. */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov' | 'aws-eusc';

const PARTITIONS: [prefix: string, partition: Partition][] = [
  ['us-gov-', 'aws-us-gov'],
  ['cn-', 'aws-cn'],
  // The European Sovereign Cloud.
  ['eusc-', 'aws-eusc'],
];

/** Domains in which the services of a partition have their addresses. */
const DOMAINS: Record<Partition, string> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
};

export function partitionOf(region: string): Partition {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** The host of an account's ECR registry. */
export function ecrHost(account: string, region: string): string {
  return `${account}.dkr.ecr.${region}.${DOMAINS[partitionOf(region)]}`;
}
