import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type LoadBalancer,
  type Service,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Port } from '../../../domain/reachability';
import type { Log } from '../../../ports/runtime';
import { type LookUp, lookUp } from './look-up';

/** DescribeServices: services per call. */
const SERVICES_PER_CALL = 10;

/** How a service of ECS can be reached, as far as ECS knows. */
export interface ServiceLinks {
  /** Target groups, with the container's port. */
  targets: { targetGroup: string; port: number }[];
  hasClassicBalancer: boolean;
  /** Other services find it by name: Cloud Map, Service Connect, VPC Lattice. */
  hasName: boolean;
}

/** The services of one cluster, by name. */
export function lookUpServices(
  ecs: ECSClient,
  log: Log,
  cluster: string,
  names: Iterable<string>,
): Promise<LookUp<ServiceLinks>> {
  return lookUp(log, names, {
    action: `read the services of cluster ${cluster}`,
    size: SERVICES_PER_CALL,
    async read(services) {
      const answer = await ecs.send(new DescribeServicesCommand({ cluster, services }));
      return new Map(
        (answer.services ?? []).map((service) => [service.serviceName ?? '', linksOf(service)]),
      );
    },
  });
}

/** With CodeDeploy and external deployments the balancers belong to task sets. */
function linksOf(service: Service): ServiceLinks {
  const { serviceRegistries = [], deployments = [], taskSets = [] } = service;
  const balancers = [service, ...taskSets].flatMap(({ loadBalancers = [] }) => loadBalancers);
  const registries = [serviceRegistries, ...taskSets.map((set) => set.serviceRegistries ?? [])];
  return {
    targets: balancers.flatMap(targetsOf),
    hasClassicBalancer: balancers.some(({ loadBalancerName }) => loadBalancerName !== undefined),
    hasName:
      registries.some((each) => each.length > 0) ||
      deployments.some(
        ({ serviceConnectConfiguration: connect, vpcLatticeConfigurations: lattice = [] }) =>
          lattice.length > 0 ||
          // Without services of its own it only calls others.
          (connect?.enabled === true && (connect.services ?? []).length > 0),
      ),
  };
}

/** In a blue/green deployment either target group may be the one in use. */
function targetsOf(balancer: LoadBalancer): ServiceLinks['targets'] {
  const { targetGroupArn, containerPort: port = 0, advancedConfiguration } = balancer;
  return [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn].flatMap((targetGroup) =>
    targetGroup === undefined ? [] : [{ targetGroup, port }],
  );
}

/** The ports that the containers of task definitions declare. */
export function lookUpPorts(
  ecs: ECSClient,
  log: Log,
  taskDefinitions: Iterable<string>,
): Promise<LookUp<Port[]>> {
  return lookUp(log, taskDefinitions, {
    action: 'read the ports of task definitions',
    size: 1,
    async read([taskDefinition = '']) {
      const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      return new Map([[taskDefinition, portsOf(answer.taskDefinition)]]);
    },
  });
}

function portsOf(definition: TaskDefinition | undefined): Port[] {
  const mappings = (definition?.containerDefinitions ?? []).flatMap(
    ({ portMappings = [] }) => portMappings,
  );
  return mappings.map(({ containerPort = 0, containerPortRange, protocol }) => {
    const [from = containerPort, to = from] = containerPortRange?.split('-').map(Number) ?? [];
    return { protocol: protocol === 'udp' ? 'udp' : 'tcp', from, to };
  });
}

/** ECS names the service that a task belongs to in its group: `service:NAME`. */
export function serviceOf({ group = '' }: Task): string | undefined {
  return /^service:(.+)$/.exec(group)?.[1];
}

/** The network interface of a task in network mode awsvpc. */
export function interfaceOf({ attachments = [] }: Task): string | undefined {
  return attachments
    .filter(({ type }) => type === 'ElasticNetworkInterface')
    .flatMap(({ details = [] }) => details)
    .find(({ name }) => name === 'networkInterfaceId')?.value;
}
