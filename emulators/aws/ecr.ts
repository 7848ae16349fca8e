import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from './aws-error';
import type { Environment } from './environment';
import type { Operations } from './operation';
import { operationsRefusing } from './operation';

export interface EcrImage {
  repository: string;
  tags: readonly string[];
  /** `sha256:...`; made up from repository and tags when left out. */
  digest?: string;
}

export interface Ecr {
  add(image: EcrImage): void;
  operations: Operations;
}

interface Stored {
  repository: string;
  tags: string[];
  digest: string;
}

const operation = operationsRefusing('InvalidParameterException');
const imageId = z.object({ imageTag: z.string().optional(), imageDigest: z.string().optional() });
const registry = { registryId: z.string().optional() };
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** A registry of repositories, tags and digests, without image layers. */
export function createEcr(env: Environment): Ecr {
  const images: Stored[] = [];
  const inRepository = (name: string) => {
    const found = images.filter(({ repository }) => repository === name);
    if (found.length > 0) return found;
    throw new AwsError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${env.account}'`,
    );
  };
  return {
    add({ repository, tags, digest }) {
      for (const other of images) {
        if (other.repository === repository)
          other.tags = other.tags.filter((tag) => !tags.includes(tag));
      }
      images.push({
        repository,
        tags: [...tags],
        digest:
          digest ?? `sha256:${createHash('sha256').update(`${repository}:${tags}`).digest('hex')}`,
      });
    },
    operations: {
      ...listOperations(images, inRepository, env),
      ...pullOperations(inRepository, env),
    },
  };
}

type InRepository = (name: string) => Stored[];

function listOperations(
  images: Stored[],
  inRepository: InRepository,
  env: Environment,
): Operations {
  return {
    DescribeRepositories: operation(
      z.object({
        repositoryNames: z.array(z.string()).optional(),
        maxResults: z.number().int().min(1).max(1000).optional(),
        nextToken: z.string().optional(),
        ...registry,
      }),
      ({ repositoryNames, maxResults = 100, nextToken }) => {
        for (const name of repositoryNames ?? []) inRepository(name);
        const all = repositoryNames ?? [...new Set(images.map(({ repository }) => repository))];
        const from = nextToken === undefined ? 0 : all.indexOf(nextToken) + 1;
        const names = all.slice(from, from + maxResults);
        const last = names.at(-1);
        return {
          repositories: names.map((name) => describeRepository(name, env)),
          ...(all.length > from + maxResults && last && { nextToken: last }),
        };
      },
    ),
  };
}

function describeRepository(name: string, env: Environment) {
  return {
    repositoryName: name,
    registryId: env.account,
    repositoryArn: `arn:aws:ecr:${env.region}:${env.account}:repository/${name}`,
    repositoryUri: `${env.account}.dkr.ecr.${env.region}.amazonaws.com/${name}`,
  };
}

function pullOperations(inRepository: InRepository, env: Environment): Operations {
  return {
    BatchGetImage: operation(
      z.object({
        repositoryName: z.string(),
        imageIds: z.array(imageId).min(1).max(100),
        acceptedMediaTypes: z.array(z.string()).optional(),
        ...registry,
      }),
      ({ repositoryName, imageIds }) => {
        const stored = inRepository(repositoryName);
        const found = imageIds.map((id) => ({ id, image: findImage(stored, id) }));
        return {
          images: found.flatMap(({ id, image }) =>
            image
              ? [
                  {
                    registryId: env.account,
                    repositoryName,
                    imageId: {
                      imageDigest: image.digest,
                      ...(id.imageTag && { imageTag: id.imageTag }),
                    },
                    imageManifest: JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST_TYPE }),
                    imageManifestMediaType: MANIFEST_TYPE,
                  },
                ]
              : [],
          ),
          failures: found
            .filter(({ image }) => !image)
            .map(({ id }) => ({
              imageId: id,
              failureCode: 'ImageNotFound',
              failureReason: 'Requested image not found',
            })),
        };
      },
    ),
  };
}

function findImage(stored: Stored[], id: z.infer<typeof imageId>): Stored | undefined {
  return stored.find(
    (image) =>
      (id.imageDigest === undefined || image.digest === id.imageDigest) &&
      (id.imageTag === undefined || image.tags.includes(id.imageTag)),
  );
}
