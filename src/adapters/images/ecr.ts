import {
  BatchGetImageCommand,
  ECRClient,
  type Image,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import { defined } from '../../domain/defined';
import { formatReference, type ImageReference, parseEcrHost } from '../../domain/image';
import { callAws, fromAws } from '../aws-errors';
import { platformOf } from './manifest';

/** An image with its digest, and the platform to scan where it has several. */
interface Found {
  reference: ImageReference;
  platform: string | undefined;
}

/** Why there is no such image, as a sentence that ends in the next step. */
type NotFound = { reason: string; code: string };

export interface Ecr {
  /** Resolves an image's digest. Images outside ECR are returned unchanged. */
  find(reference: ImageReference): Promise<Found | NotFound>;
  repositories(registry: string): Promise<string[]>;
  tagged(registry: string, repository: string, tags: string[]): Promise<Found[]>;
}

const MEDIA_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

export function createEcr(
  connect: (region: string) => ECRClient = (region) => new ECRClient({ region, maxAttempts: 5 }),
): Ecr {
  const clients = new Map<string, ECRClient>();
  const clientFor = (region: string): ECRClient => {
    const client = clients.get(region) ?? connect(region);
    clients.set(region, client);
    return client;
  };
  return {
    find: (reference) => find(clientFor, reference),
    repositories: (registry) => repositories(clientFor, registry),
    async tagged(registry, repository, tags) {
      const images = await getImages(clientFor, { registry, repository }, tags.map(byTag));
      return (images ?? []).map((image) => toFound({ registry, repository }, image));
    },
  };
}

type ClientFor = (region: string) => ECRClient;
type Place = Pick<ImageReference, 'registry' | 'repository'>;
type ImageId = { imageTag: string } | { imageDigest: string };

async function find(clientFor: ClientFor, reference: ImageReference): Promise<Found | NotFound> {
  if (parseEcrHost(reference.registry ?? '') === undefined) {
    return { reference, platform: undefined };
  }
  const { digest, tag } = reference;
  const id = digest === undefined ? byTag(tag ?? 'latest') : { imageDigest: digest };
  const shown = formatReference(reference);
  const images = await getImages(clientFor, reference, [id]);
  if (images === undefined) {
    const reason = `There is no repository for ${shown} in ECR; check images in vulnscan.yml.`;
    return { reason, code: 'image_not_found' };
  }
  const [image] = images;
  if (image === undefined) {
    const reason = `There is no image ${shown} in ECR; push it, or name another tag.`;
    return { reason, code: 'image_not_found' };
  }
  const found = toFound(reference, image);
  return tag === undefined ? found : { ...found, reference: { ...found.reference, tag } };
}

async function repositories(clientFor: ClientFor, registry: string): Promise<string[]> {
  const { account, region } = placeOf(registry);
  const names = await callAws('list the repositories', async () => {
    const pages = paginateDescribeRepositories(
      { client: clientFor(region), pageSize: 1000 },
      { registryId: account },
    );
    const found: string[] = [];
    for await (const { repositories: page = [] } of pages) {
      found.push(...page.flatMap((each) => each.repositoryName ?? []));
    }
    return found;
  });
  return names.sort();
}

/** Undefined when there is no such repository; images that don't exist are left out. */
async function getImages(
  clientFor: ClientFor,
  { registry = '', repository }: Place,
  imageIds: ImageId[],
): Promise<Image[] | undefined> {
  const { account, region } = placeOf(registry);
  const command = new BatchGetImageCommand({
    registryId: account,
    repositoryName: repository,
    imageIds,
    acceptedMediaTypes: MEDIA_TYPES,
  });
  try {
    const answer = await clientFor(region).send(command);
    return answer.images ?? [];
  } catch (error) {
    if (error instanceof Error && error.name === 'RepositoryNotFoundException') return undefined;
    throw fromAws(error, `look up ${registry}/${repository}`);
  }
}

function toFound(place: Place, image: Image): Found {
  const { registry, repository } = place;
  const tag = image.imageId?.imageTag;
  const digest = image.imageId?.imageDigest;
  return {
    reference: {
      repository,
      ...defined({ registry, tag, digest }),
    },
    platform: platformOf(image.imageManifest),
  };
}

function byTag(imageTag: string): ImageId {
  return { imageTag };
}

function placeOf(registry: string): { account: string; region: string } {
  return parseEcrHost(registry) ?? { account: '', region: '' };
}
