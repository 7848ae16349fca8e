export interface Product {
  arn: string;
  productName: string;
  companyName: string;
  /** The account's own integration: on with the hub, and its names may be set by the sender. */
  own: boolean;
}

const PARTNERS = [
  ['aquasecurity/aquasecurity', 'Aqua Cloud Native Security Platform', 'Aqua Security'],
  ['aqua-security/kube-bench', 'Kube-bench', 'Aqua Security'],
  ['aws/inspector', 'Inspector', 'Amazon'],
  ['aws/guardduty', 'GuardDuty', 'Amazon'],
] as const;

/** The integrations this hub knows: a few partners and the account's own. */
export function productsOf(region: string, account: string): Product[] {
  const partners = PARTNERS.map(([path, productName, companyName]) => ({
    arn: `arn:aws:securityhub:${region}::product/${path}`,
    productName,
    companyName,
    own: false,
  }));
  const own = {
    arn: `arn:aws:securityhub:${region}:${account}:product/${account}/default`,
    productName: 'Default',
    companyName: 'Personal',
    own: true,
  };
  return [...partners, own];
}

export function subscriptionArn(product: Product, account: string): string {
  const [, , , region, , path] = product.arn.split(':');
  return `arn:aws:securityhub:${region}:${account}:product-subscription/${path?.replace('product/', '')}`;
}

/** The region a product ARN names; none if it is not a product ARN at all. */
export function regionOfProduct(arn: string): string | undefined {
  return /^arn:aws[\w-]*:securityhub:([a-z0-9-]+):\d*:product\/[^/]+\/[^/]+$/.exec(arn)?.[1];
}
