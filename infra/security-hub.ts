import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnHub, CfnProductSubscription } from 'aws-cdk-lib/aws-securityhub';
import { Construct } from 'constructs';
import { productArn } from '../src/config/aws-names';
import type { Config } from '../src/config/config';

/** Security Hub and the Aqua subscription. Both exist once per account and Region, so each is created only on request. */
export class SecurityHub extends Construct {
  constructor(scope: Construct, config: Config) {
    super(scope, 'SecurityHub');
    const hub = config.deploy.enableSecurityHub ? this.makeHub() : undefined;
    if (!config.deploy.subscribeAqua) return;
    const subscription = new CfnProductSubscription(this, 'Aqua', {
      productArn: productArn({ aws: { ...config.aws, product: 'aqua' } }),
    });
    if (hub !== undefined) subscription.addResourceDependency(hub);
  }

  /**
   * Without the default standards, whose checks cost money. Kept when the stack is deleted, because it holds findings and
   * decisions; not kept by the rollback of a deployment that created it, since the next one could not create it again.
   */
  private makeHub(): CfnHub {
    const hub = new CfnHub(this, 'Hub', { enableDefaultStandards: false });
    hub.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return hub;
  }
}
