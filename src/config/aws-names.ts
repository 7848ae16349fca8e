/* ARNs and host names that follow from the account, Region and product in vulnscan.yml. */

import type { ImportTarget } from '../domain/finding-import';
import { ecrHost, partitionOf } from '../domain/region';
import type { Config } from './config';

/** Where this installation imports its findings. */
export function importTarget(config: Pick<Config, 'aws'>): ImportTarget {
  const { account, region } = config.aws;
  return { account, region, partition: partitionOf(region), productArn: productArn(config) };
}

/** ARN of a resource in this installation's account and Region. */
export function arnOf({ aws }: Pick<Config, 'aws'>, service: string, resource: string): string {
  return `arn:${partitionOf(aws.region)}:${service}:${aws.region}:${aws.account}:${resource}`;
}

/** ARN of the product that findings are imported as. */
export function productArn(config: Pick<Config, 'aws'>): string {
  const { account, region, product } = config.aws;
  return product === 'aqua'
    ? `arn:${partitionOf(region)}:securityhub:${region}::product/aquasecurity/aquasecurity`
    : arnOf(config, 'securityhub', `product/${account}/default`);
}

/** ARNs of the products whose findings are handled: the configured one, and Aqua's, which asff.tpl imports into. */
export function watchedProducts(config: Pick<Config, 'aws'>): string[] {
  const aqua = productArn({ aws: { ...config.aws, product: 'aqua' } });
  return [...new Set([productArn(config), aqua])];
}

/** Hosts of the registries that may be scanned, the account's own first. */
export function allowedRegistries(config: Pick<Config, 'aws' | 'registries'>): string[] {
  const { account, region } = config.aws;
  return [...new Set([ecrHost(account, region), ...config.registries])];
}
