import { Duration } from 'aws-cdk-lib';
import {
  Capability,
  CfnCluster,
  type ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { arnOf } from '../src/config/aws-names';
import { type Config, configText } from '../src/config/config';
import {
  accountEnvironment,
  NAMES,
  SCANNER_ENVIRONMENT,
  stateMachineArn,
} from '../src/installation';
import type { Archive } from './archive';
import type { Ledger } from './ledger';
import { logGroupFor } from './log-group';
import { Network } from './network';
import {
  allow,
  emitScanEvents,
  importFindings,
  pullImages,
  readExposure,
  readFeeds,
  readFindings,
  readTasks,
  updateFindings,
} from './permissions';
import type { Queues } from './queues';

interface ScannerProps {
  config: Config;
  queues: Queues;
  ledger: Ledger;
  archive: Archive;
  image: ContainerImage;
}

/** The task that scans the images with Trivy and imports the findings. */
export class Scanner extends Construct {
  readonly cluster: CfnCluster;
  readonly task: FargateTaskDefinition;
  readonly network: Network;
  readonly logGroup: LogGroup;
  private readonly props: ScannerProps;

  constructor(scope: Construct, props: ScannerProps) {
    super(scope, 'Scanner');
    this.props = props;
    this.network = new Network(this, props.config);
    this.cluster = this.makeCluster();
    this.logGroup = logGroupFor(this, 'scanner');
    this.task = this.makeTask();
    this.addContainer(props.image);
    for (const statement of this.permissions()) this.task.addToTaskRolePolicy(statement);
  }

  /** Allows a function to start, list, describe and stop this task and no other. */
  operate(): PolicyStatement[] {
    const stop = allow(['ecs:StopTask'], [this.tasksArn]);
    return [...this.start(), readTasks([this.cluster.attrArn]), stop];
  }

  /** Every task of the cluster, which runs only the scanner. */
  get tasksArn(): string {
    return this.arn(`task/${NAMES.cluster}/*`);
  }

  /** Allows RunTask of the scanner's family on its cluster, and passing the task's two roles to ECS. */
  start(): PolicyStatement[] {
    const roles = [this.task.taskRole.roleArn, this.task.obtainExecutionRole().roleArn];
    return [
      allow(['ecs:RunTask'], [this.arn(`task-definition/${NAMES.taskFamily}:*`)], {
        ArnEquals: { 'ecs:cluster': this.cluster.attrArn },
      }),
      allow(['iam:PassRole'], roles, {
        StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      }),
    ];
  }

  private arn(resource: string): string {
    return arnOf(this.props.config, 'ecs', resource);
  }

  /** The clusters whose running images are scanned, where vulnscan.yml says so. */
  private watchedClusters(): string[] {
    const { images } = this.props.config;
    if (!('ecs' in images)) return [];
    return images.ecs.clusters.map((name) =>
      name.startsWith('arn:') ? name : this.arn(`cluster/${name}`),
    );
  }

  private makeCluster(): CfnCluster {
    return new CfnCluster(this, 'Cluster', {
      clusterName: NAMES.cluster,
      clusterSettings: [{ name: 'containerInsights', value: 'disabled' }],
    });
  }

  private makeTask(): FargateTaskDefinition {
    return new FargateTaskDefinition(this, 'Task', {
      family: NAMES.taskFamily,
      cpu: Number(this.props.config.scan.cpu),
      memoryLimitMiB: this.props.config.scan.memory,
      ...ephemeralStorage(this.props.config.scan.disk),
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      volumes: [{ name: 'tmp' }, { name: 'cache' }],
    });
  }

  private addContainer(image: ContainerImage): void {
    const linuxParameters = new LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    const container = this.task.addContainer(NAMES.container, {
      image,
      linuxParameters,
      user: '1000:1000',
      readonlyRootFilesystem: true,
      memoryReservationMiB: this.props.config.scan.memory,
      stopTimeout: Duration.seconds(120),
      logging: LogDriver.awsLogs({ logGroup: this.logGroup, streamPrefix: 'scan' }),
      environment: {
        VULNSCAN_CONFIG: configText(this.props.config),
        ...SCANNER_ENVIRONMENT,
        ...accountEnvironment(this.props.config),
        INTAKE_QUEUE_URL: this.props.queues.get('intake').queueUrl,
        SCAN_CACHE_DIR: '/cache',
        NODE_OPTIONS: nodeOptions(this.props.config.scan.memory),
        TMPDIR: '/tmp',
      },
    });
    container.addMountPoints(
      { sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false },
      { sourceVolume: 'cache', containerPath: '/cache', readOnly: false },
    );
  }

  private permissions(): PolicyStatement[] {
    const { config, queues, ledger, archive } = this.props;
    return [
      ...pullImages(config),
      readTasks([this.cluster.attrArn, ...this.watchedClusters()]),
      ...readExposure(this.watchedClusters()),
      importFindings(config),
      readFindings(config),
      ...updateFindings(config, { statuses: ['NEW', 'RESOLVED'], fields: ['note'] }),
      emitScanEvents(config),
      // The page of a digest on which a finding is shown, and until when it is suppressed.
      ledger.mayRead(),
      ...readFeeds(config),
      ...archive.mayWrite('feeds', 'detections', 'index', 'sboms', 'databases', 'runs'),
      allow(['sqs:SendMessage'], [queues.get('intake').queueArn]),
      allow(['states:StartExecution'], [stateMachineArn(config)]),
    ];
  }
}

/** Fargate gives 20 GiB, and CDK takes 21 as the least that can be asked for. */
function ephemeralStorage(disk: number): { ephemeralStorageGiB?: number } {
  return disk > 20 ? { ephemeralStorageGiB: disk } : {};
}

/**
 * Half of the task's memory for Node's heap, whose own limit does not follow the task's; the other half is for Trivy,
 * which works while Node mostly waits.
 */
function nodeOptions(memory: number): string {
  return `--enable-source-maps --max-old-space-size=${Math.floor(memory / 2)}`;
}
