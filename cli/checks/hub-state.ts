import {
  DescribeHubCommand,
  ListEnabledProductsForImportCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { errorCode } from '../terminal/error-text';

const AQUA = '/aquasecurity/aquasecurity';

/**
 * Settings that make the deployment turn on what is off now. Security Hub and the Aqua subscription exist once in an
 * account and Region, and creating one that exists fails. Empty when Security Hub can't be asked.
 */
export async function hubSettings(region: string): Promise<[path: string[], value: unknown][]> {
  const hub = new SecurityHubClient({ region, maxAttempts: 1 });
  try {
    await hub.send(new DescribeHubCommand({}));
    const { ProductSubscriptions = [] } = await hub.send(
      new ListEnabledProductsForImportCommand({}),
    );
    return hasAqua(ProductSubscriptions) ? [] : [SUBSCRIBE];
  } catch (error) {
    return isHubOff(error) ? [ENABLE, SUBSCRIBE] : [];
  }
}

/** Whether the Aqua Security product is among these subscriptions. */
export function hasAqua(subscriptionArns: string[]): boolean {
  return subscriptionArns.some((arn) => arn.includes(AQUA));
}

/** Whether a call failed because Security Hub is off in this account and Region. */
export function isHubOff(error: unknown): boolean {
  return ['InvalidAccessException', 'ResourceNotFoundException'].includes(errorCode(error));
}

const ENABLE: [string[], unknown] = [['deploy', 'enableSecurityHub'], true];
const SUBSCRIBE: [string[], unknown] = [['deploy', 'subscribeAqua'], true];
