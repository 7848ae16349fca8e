import { NO, unclear, YES } from '../../src/domain/reach';
import {
  atOwnAddress,
  type Balancer,
  byName,
  type InboundRule,
  type Interface,
  type Subnet,
  type TargetGroup,
  throughBalancer,
} from '../../src/domain/reachability';

/* The decision table of docs/settings.md, section Exposure. test/real/topologies.ts has it over an emulator of AWS. */

const WORLD = '0.0.0.0/0';
const OUT: Subnet = { ranges: ['10.0.0.0/24'], routes: { 4: 'internet', 6: 'internet' } };
const IN: Subnet = { ranges: ['10.0.1.0/24'], routes: { 4: 'closed', 6: 'closed' } };
const LOST: Subnet = { ranges: ['10.0.2.0/24'], routes: { 4: 'elsewhere', 6: 'elsewhere' } };

function rule(port: number, more: Partial<InboundRule> = {}): InboundRule {
  const none = { ranges: [], groups: [], hasPrefixList: false };
  return { protocol: 'tcp', from: port, to: port, ...none, ...more };
}

function balancer(more: Partial<Balancer> = {}): Balancer {
  return {
    kind: 'application',
    isInternetFacing: true,
    families: [4],
    groups: ['sg-lb'],
    rules: [rule(443, { ranges: [WORLD] })],
    subnets: [OUT],
    listeners: [
      {
        ports: [{ protocol: 'tcp', from: 443, to: 443 }],
        forwards: [{ targetGroup: 'tg' }],
      },
    ],
    ...more,
  };
}

function task(rules: InboundRule[], more: Partial<Interface> = {}): Interface {
  return { families: [], subnet: IN, rules, ...more };
}

const behind = task([rule(80, { groups: ['sg-lb'] })]);

function reach(
  of: Balancer,
  own: Interface | undefined = behind,
  targetGroup: Partial<TargetGroup> = {},
) {
  return throughBalancer({
    balancer: of,
    targetGroup: {
      arn: 'tg',
      family: 4,
      protocols: ['tcp'],
      keepsClientAddress: false,
      ...targetGroup,
    },
    port: 80,
    ...(own !== undefined && { task: own }),
  });
}

describe('through a load balancer', () => {
  test('that faces the internet, is open, forwards, and is let in by the task: yes', () => {
    expect(reach(balancer())).toEqual(YES);
  });

  test.each<[string, Balancer]>([
    ['that has no listener', balancer({ listeners: [] })],
    ['whose listener goes elsewhere', balancer({ listeners: listening('other') })],
    ['whose rules are for another port', balancer({ rules: [rule(80, { ranges: [WORLD] })] })],
    ['whose groups have no rule', balancer({ rules: [] })],
    ['whose groups let in UDP only', balancer({ rules: [anyPort('udp', [WORLD])] })],
    ['without a subnet that answers the internet', balancer({ subnets: [IN] })],
    ['that is open to IPv6 only, without IPv6', balancer({ rules: [anyPort('all', ['::/0'])] })],
    [
      'with a rule for private sources only',
      balancer({ listeners: listening('tg', ['10.0.0.0/8']) }),
    ],
  ])('%s: no', (_, of) => {
    expect(reach(of)).toEqual(NO);
  });

  test.each<[Parameters<typeof unclear>[0], string, Balancer]>([
    ['internal_balancer', 'that is internal', balancer({ isInternetFacing: false })],
    [
      'internal_balancer',
      'that lets in a group only',
      balancer({ rules: [rule(443, { groups: ['sg-proxy'] })] }),
    ],
    ['route', 'behind an appliance', balancer({ subnets: [IN, LOST] })],
    [
      'some_addresses',
      'that lets in an office only',
      balancer({ rules: [rule(443, { ranges: ['203.0.113.7/32'] })] }),
    ],
    [
      'some_addresses',
      'that lets in a prefix list only',
      balancer({ rules: [rule(443, { hasPrefixList: true })] }),
    ],
    [
      'some_addresses',
      'with a rule for an office only',
      balancer({ listeners: listening('tg', ['203.0.113.7/32']) }),
    ],
  ])('not known (%s) %s', (why, _, of) => {
    expect(reach(of)).toEqual(unclear(why));
  });

  test('one of several listeners, subnets and kinds of address is enough', () => {
    const listeners = [
      ...listening('other'),
      ...listening('tg', ['10.0.0.0/8']),
      ...listening('tg'),
    ];
    const rules = [rule(443, { ranges: ['::/0'] })];

    expect(reach(balancer({ listeners, subnets: [IN, OUT], families: [4, 6], rules }))).toEqual(
      YES,
    );
  });

  test('a task that lets in only another group, another port or another subnet is not reached', () => {
    for (const only of [
      rule(80, { groups: ['sg-other'] }),
      rule(8080, { groups: ['sg-lb'] }),
      rule(80, { ranges: ['10.0.9.0/24'] }),
      rule(80, { ranges: ['::/0'] }),
    ]) {
      expect(reach(balancer(), task([only]))).toEqual(NO);
    }
  });

  test('without groups it lets everybody in, and the task’s groups decide', () => {
    const open = balancer({ kind: 'network', groups: [], rules: [] });
    const inside = task([rule(80, { ranges: ['10.0.0.0/16'] })]);
    const all = task([rule(80, { ranges: [WORLD] })]);

    expect(reach(open, all, { keepsClientAddress: true })).toEqual(YES);
    expect(reach(open, inside, { keepsClientAddress: true })).toEqual(NO);
    expect(reach(open, inside)).toEqual(YES);
    expect(reach(open, task([]))).toEqual(NO);
  });
});

describe('at an address of its own', () => {
  const port = [{ protocol: 'tcp' as const, from: 80, to: 80 }];
  const open = rule(80, { ranges: [WORLD] });
  const at = (more: Partial<Interface>) =>
    atOwnAddress({ families: [4], subnet: OUT, rules: [open], ...more }, port);

  test('a task is reached if the address, the route and the groups are open', () => {
    expect(at({})).toEqual(YES);
    expect(at({ families: [] })).toEqual(NO);
    expect(at({ families: [6] })).toEqual(NO);
    expect(at({ subnet: IN })).toEqual(NO);
    expect(at({ subnet: LOST })).toEqual(unclear('route'));
    expect(at({ rules: [rule(80, { groups: ['sg-lb'] })] })).toEqual(NO);
    expect(at({ rules: [rule(80, { hasPrefixList: true })] })).toEqual(unclear('some_addresses'));
  });

  test('an open port that no container declares leaves it unknown', () => {
    expect(at({ rules: [rule(22, { ranges: [WORLD] })] })).toEqual(unclear('other_port'));
    expect(at({ rules: [rule(22, { ranges: ['203.0.113.7/32'] })] })).toEqual(
      unclear('other_port'),
    );
  });
});

test('by its name a task is reached from the VPC, unless its groups let nobody in', () => {
  expect(byName(task([rule(80, { groups: ['sg-lb'] })]))).toEqual(unclear('by_name'));
  expect(byName(task([]))).toEqual(NO);
});

function listening(targetGroup: string, sources?: string[]): Balancer['listeners'] {
  return [
    {
      ports: [{ protocol: 'tcp', from: 443, to: 443 }],
      forwards: [{ targetGroup, ...(sources !== undefined && { sources }) }],
    },
  ];
}

function anyPort(protocol: InboundRule['protocol'], ranges: string[]): InboundRule {
  return rule(0, { protocol, to: 65_535, ranges });
}
