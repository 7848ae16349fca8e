import {
  DescribeHubCommand,
  ListEnabledProductsForImportCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { codeOf } from './check';

const AQUA = '/aquasecurity/aquasecurity';

/**
 * What the deployment has to switch on, because it is off now: both exist once in an account and Region, and making
 * what is there already would fail. Nothing where it can't be found out.
 */
export async function hubSettings(region: string): Promise<[path: string[], value: unknown][]> {
  const hub = new SecurityHubClient({ region, maxAttempts: 1 });
  try {
    await hub.send(new DescribeHubCommand({}));
    const { ProductSubscriptions = [] } = await hub.send(
      new ListEnabledProductsForImportCommand({}),
    );
    return ProductSubscriptions.some((arn) => arn.includes(AQUA)) ? [] : [SUBSCRIBE];
  } catch (error) {
    return isHubOff(error) ? [ENABLE, SUBSCRIBE] : [];
  }
}

/** How Security Hub answers in an account and Region where it is off. */
export function isHubOff(error: unknown): boolean {
  return ['InvalidAccessException', 'ResourceNotFoundException'].includes(codeOf(error));
}

const ENABLE: [string[], unknown] = [['deploy', 'enableSecurityHub'], true];
const SUBSCRIBE: [string[], unknown] = [['deploy', 'subscribeAqua'], true];
