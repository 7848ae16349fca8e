import { EC2Client } from '@aws-sdk/client-ec2';
import type { ECSClient, Task } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { defined } from '../../../domain/defined';
import { anyOf, type Reach, unclear } from '../../../domain/reach';
import {
  atOwnAddress,
  type Balancer,
  byName,
  type Interface,
  type Listener,
  type Port,
  throughBalancer,
} from '../../../domain/reachability';
import type { Log } from '../../../ports/runtime';
import {
  type BalancerLinks,
  lookUpBalancers,
  lookUpListeners,
  lookUpTargetGroups,
  type TargetGroupLinks,
  toBalancer,
} from './balancers';
import { known, type LookUp, UnclearWay } from './look-up';
import {
  type InterfaceLinks,
  lookUpInterfaces,
  lookUpNetwork,
  type Network,
  toInterface,
} from './network';
import { interfaceOf, lookUpPorts, lookUpServices, type ServiceLinks, serviceOf } from './services';

export interface ExposureClients {
  ecs: ECSClient;
  balancing: ElasticLoadBalancingV2Client;
  ec2: EC2Client;
}

/**
 * Clients that try again when an account's calls are throttled, and give up soon where a closed network has no endpoint
 * for these services.
 */
export function exposureClients(ecs: ECSClient): ExposureClients {
  const settings = {
    maxAttempts: 5,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 30_000,
      socketTimeout: 30_000,
      throwOnRequestTimeout: true,
    },
  };
  return {
    ecs,
    balancing: new ElasticLoadBalancingV2Client(settings),
    ec2: new EC2Client(settings),
  };
}

/** Everything that the rules ask for, read once for all tasks of a cluster. */
interface Facts {
  services: LookUp<ServiceLinks>;
  targetGroups: LookUp<TargetGroupLinks>;
  balancers: LookUp<BalancerLinks>;
  listeners: LookUp<Listener[]>;
  interfaces: LookUp<InterfaceLinks>;
  network: Network;
  ports: LookUp<Port[]>;
}

/**
 * Whether the internet reaches each task of a cluster, by the task's ARN: all tasks of a service are as exposed as the
 * service. It reads only, and never rejects: what could not be read is not known (issue 14).
 */
export async function reachOfTasks(
  clients: ExposureClients,
  log: Log,
  cluster: string,
  tasks: Task[],
): Promise<Map<string, Reach>> {
  const facts = await readFacts(clients, log, cluster, tasks);
  const reaches = new Map<string, Reach>();
  for (const group of groupsOf(tasks)) {
    const reach = reachOf(facts, group);
    for (const { taskArn = '' } of group) reaches.set(taskArn, reach);
  }
  return reaches;
}

/** The tasks of each service together, and every other task by itself. */
function groupsOf(tasks: Task[]): Task[][] {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const key = serviceOf(task) ?? task.taskArn ?? '';
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()];
}

async function readFacts(
  { ecs, balancing, ec2 }: ExposureClients,
  log: Log,
  cluster: string,
  tasks: Task[],
): Promise<Facts> {
  const names = new Set(tasks.flatMap((task) => serviceOf(task) ?? []));
  const services = await lookUpServices(ecs, log, cluster, names);
  const targets = known(services, names).flatMap((each) => each.targets);
  const arns = new Set(targets.map(({ targetGroup }) => targetGroup));
  const targetGroups = await lookUpTargetGroups(balancing, log, arns);
  const balancerArns = new Set(known(targetGroups, arns).flatMap((each) => each.balancers));
  const balancers = await lookUpBalancers(balancing, log, balancerArns);
  const found = known(balancers, balancerArns);
  const facing = found.filter(({ isInternetFacing }) => isInternetFacing);
  const listeners = await lookUpListeners(balancing, log, facing);
  const ids = new Set(tasks.flatMap((task) => interfaceOf(task) ?? []));
  const interfaces = await lookUpInterfaces(ec2, log, ids);
  const links = known(interfaces, ids);
  const network = await lookUpNetwork(ec2, log, {
    groups: new Set([...found, ...links].flatMap(({ groups }) => groups)),
    subnets: new Set([
      ...found.flatMap(({ subnets }) => subnets),
      ...links.map(({ subnet }) => subnet),
    ]),
  });
  const ports = await lookUpPorts(ecs, log, definitionsWithAddress(tasks, interfaces));
  return { services, targetGroups, balancers, listeners, interfaces, network, ports };
}

/** Ports matter only where a task has a public address, and each task definition is a call. */
function definitionsWithAddress(tasks: Task[], interfaces: LookUp<InterfaceLinks>): string[] {
  return tasks.flatMap((task) => {
    const links = known(interfaces, [interfaceOf(task) ?? '']);
    const isPublic = links.some(({ families }) => families.length > 0);
    return isPublic ? (task.taskDefinitionArn ?? []) : [];
  });
}

function reachOf(facts: Facts, tasks: Task[]): Reach {
  const [first] = tasks;
  const name = first && serviceOf(first);
  if (name === undefined) return anyOf(tasks.map((task) => atAddressOf(facts, task)));
  return attempt(() => {
    const service = facts.services.get(name);
    return anyOf([
      ...(service.hasClassicBalancer ? [unclear('classic_balancer')] : []),
      ...present(facts, tasks).flatMap((task) => [
        ...service.targets.map((target) => attempt(() => throughTarget(facts, target, task))),
        ...(service.hasName ? [attempt(() => byNameOf(facts, task))] : []),
        atAddressOf(facts, task),
      ]),
    ]);
  });
}

/** Tasks that stop or start have no interface for a moment; one that has speaks for its service. */
function present(facts: Facts, tasks: Task[]): Task[] {
  const running = tasks.filter((task) => {
    const id = interfaceOf(task);
    return id === undefined || known(facts.interfaces, [id]).length > 0;
  });
  return running.length > 0 ? running : tasks;
}

function throughTarget(facts: Facts, target: ServiceLinks['targets'][number], task: Task): Reach {
  const targetGroup = facts.targetGroups.get(target.targetGroup);
  const own = interfaceWithRules(facts, task);
  return anyOf(
    targetGroup.balancers.map((arn) =>
      attempt(() => {
        const balancer: Balancer = toBalancer(
          facts.balancers.get(arn),
          facts.listeners,
          facts.network,
        );
        const way = { balancer, targetGroup, port: target.port, ...defined({ task: own }) };
        return throughBalancer(way);
      }),
    ),
  );
}

function byNameOf(facts: Facts, task: Task): Reach {
  const own = interfaceWithRules(facts, task);
  return own === undefined ? unclear('by_name') : byName(own);
}

function atAddressOf(facts: Facts, task: Task): Reach {
  return attempt(() => {
    const own = interfaceWithRules(facts, task);
    if (own === undefined) return unclear('host_network');
    if (own.families.length === 0) return anyOf([]);
    return atOwnAddress(own, facts.ports.get(task.taskDefinitionArn ?? ''));
  });
}

/** Undefined for a task in the network of its instance. */
function interfaceWithRules(facts: Facts, task: Task): Interface | undefined {
  const id = interfaceOf(task);
  return id === undefined ? undefined : toInterface(facts.interfaces.get(id), facts.network);
}

function attempt(look: () => Reach): Reach {
  try {
    return look();
  } catch (error) {
    if (error instanceof UnclearWay) return unclear(error.why);
    throw error;
  }
}
