import { join } from 'node:path';
import { IgnoreMode } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { parseEcrHost, parseImageReference } from '../src/domain/image';
import { partitionOf } from '../src/domain/region';

/** Files that the image is built from; a change of any other file does not change its digest. */
const CONTEXT = ['package.json', 'package-lock.json', 'tsconfig.json', 'src', 'scanner'];

/** The scanner's image: built when deploying, or the existing image `reference`. */
export function scannerImage(scope: Construct, reference?: string): ContainerImage {
  return reference === undefined ? built() : existing(scope, reference);
}

function built(): ContainerImage {
  return ContainerImage.fromAsset(join(__dirname, '..'), {
    file: 'scanner/Dockerfile',
    platform: Platform.LINUX_ARM64,
    ignoreMode: IgnoreMode.DOCKER,
    exclude: ['*', ...CONTEXT.map((path) => `!${path}`)],
  });
}

function existing(scope: Construct, text: string): ContainerImage {
  const { registry = '', repository, tag, digest } = parseImageReference(text);
  const ecr = parseEcrHost(registry);
  if (ecr === undefined) return ContainerImage.fromRegistry(text);
  const repositoryArn = `arn:${partitionOf(ecr.region)}:ecr:${ecr.region}:${ecr.account}:repository/${repository}`;
  const from = Repository.fromRepositoryAttributes(scope, 'Repository', {
    repositoryName: repository,
    repositoryArn,
  });
  return ContainerImage.fromEcrRepository(from, digest ?? tag ?? 'latest');
}
