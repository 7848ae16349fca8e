import { spawnSync } from 'node:child_process';
import { toArchive } from '../scanner/options';
import { InvalidInput } from '../src/domain/errors';
import {
  formatReference,
  type ImageReference,
  isImageReference,
  parseEcrHost,
  parseImageReference,
} from '../src/domain/image';

const DOCKER_HUB = 'docker.io';

/**
 * The image that Docker pulls by a name: `alpine:3.19` is docker.io/library/alpine:3.19. Throws InvalidInput for a name
 * that is not valid, and for one in ECR.
 */
export function toPulled(text: string): string {
  if (!isImageReference(text)) {
    throw new InvalidInput(
      'options',
      `--image ${text} is not the name of an image; write it as for docker pull, such as alpine:3.19.`,
    );
  }
  const reference = parseImageReference(text);
  if (parseEcrHost(reference.registry ?? '') !== undefined) {
    throw new InvalidInput(
      'options',
      `--image ${text} is in ECR, which the playground only emulates; docker save it and use --image-tar.`,
    );
  }
  return formatReference(withHost(reference));
}

function withHost(reference: ImageReference): ImageReference {
  if (reference.registry !== undefined) return reference;
  const { repository } = reference;
  const path = repository.includes('/') ? repository : `library/${repository}`;
  return { ...reference, registry: DOCKER_HUB, repository: path };
}

/** `FILE` or `NAME=FILE`, with the file's path resolved. */
export function toTar(text: string, resolve: (file: string) => string): string {
  const { name, file } = toArchive(text);
  return name === undefined ? resolve(file) : `${name}=${resolve(file)}`;
}

export function fileOfTar(tar: string): string {
  return toArchive(tar).file;
}

/** Throws InvalidInput when there is no Trivy to scan with. */
export function requireTrivy(program: string): void {
  if (spawnSync(program, ['--version']).status === 0) return;
  const where = program === 'trivy' ? 'on your PATH' : `at ${program}, where TRIVY says it is`;
  throw new InvalidInput(
    'trivy_missing',
    `--image and --image-tar need Trivy, and there is none ${where}; install it (https://trivy.dev), or set TRIVY to where it is.`,
  );
}
