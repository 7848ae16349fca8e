import type { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { Config } from '../../config/config';
import { matches } from '../../domain/command';
import { defined } from '../../domain/defined';
import { type ImageReference, imageName, parseImageReference } from '../../domain/image';
import type { FailedReference, Images, ResolvedImages } from '../../ports/images';
import type { Log } from '../../ports/runtime';
import { createEcr, type Ecr } from './ecr';
import type { ExposureClients } from './exposure/exposure';
import { imageNotRead, registryNotRead } from './failures';
import { mergeTargets, toTarget } from './targets';

export interface RegistrySettings {
  images: Config['images'];
  /** The account's own registry: what references without a host are looked up in. */
  registry: string;
  /** Names of images and services that the internet reaches, from vulnscan.yml. */
  exposed?: string[] | undefined;
}

export interface RegistryDeps {
  log: Log;
  /** One client for each Region that images come from. */
  ecr?: (region: string) => ECRClient;
  ecs?: ECSClient;
  /** What reads how services can be reached. */
  exposure?: (ecs: ECSClient) => ExposureClients;
}

export interface Registry extends Images {
  /** Resolves references that a person asked for. */
  resolve(references: string[]): Promise<ResolvedImages>;
}

/** Finds the images to scan in registry and clusters, with tags resolved to digests. */
export function createRegistry(settings: RegistrySettings, deps: RegistryDeps): Registry {
  const ecr = createEcr(deps.ecr);
  const resolve = (references: string[]) => resolveAll(ecr, settings, references);
  return {
    resolve,
    async targets() {
      const { images, registry } = settings;
      if (Array.isArray(images)) return resolve(images);
      if ('ecr' in images) return globbed(ecr, deps.log, registry, images.ecr);
      const ecs = deps.ecs ?? new ECSClient({});
      // The clients of EC2 and load balancers take long to load, and only images of clusters need them.
      const { runningImages } = await import('./ecs-images.js');
      const running = await runningImages(ecs, images.ecs.clusters, {
        log: deps.log,
        ...defined({ clients: deps.exposure?.(ecs) }),
        names: settings.exposed,
      });
      return { ...running, targets: mergeTargets(running.targets) };
    },
  };
}

async function resolveAll(
  ecr: Ecr,
  settings: RegistrySettings,
  references: string[],
): Promise<ResolvedImages> {
  const resolved: ResolvedImages = { targets: [], failed: [] };
  for (const text of references) await resolveOne(ecr, settings, text, resolved);
  return { ...resolved, targets: mergeTargets(resolved.targets) };
}

/** An image that can't be looked up does not stop the others. */
async function resolveOne(
  ecr: Ecr,
  settings: RegistrySettings,
  text: string,
  into: ResolvedImages,
): Promise<void> {
  const reference = withRegistry(parseImageReference(text), settings.registry);
  const name = imageName(reference);
  try {
    const answer = await ecr.find(reference);
    if ('reason' in answer) into.failed.push({ reference: text, name, ...answer });
    else into.targets.push(toTarget(answer.reference, { platform: answer.platform }));
  } catch (error) {
    into.failed.push(imageNotRead(text, name, error));
  }
}

function withRegistry(reference: ImageReference, registry: string): ImageReference {
  return reference.registry === undefined ? { ...reference, registry } : reference;
}

/** A repository without any of the tags is skipped; a pattern without any repository is an error. */
async function globbed(
  ecr: Ecr,
  log: Log,
  registry: string,
  wanted: { repositories: string[]; tags: string[] },
): Promise<ResolvedImages> {
  const resolved: ResolvedImages = { targets: [], failed: [] };
  const all = await listRepositories(ecr, registry, resolved);
  if (all === undefined) return resolved;
  const matching = all.filter((name) => wanted.repositories.some((glob) => matches(glob, name)));
  for (const repository of matching) {
    const name = imageName({ registry, repository });
    try {
      const found = await ecr.tagged(registry, repository, wanted.tags);
      if (found.length === 0) log.warn('repository without these tags', { repository, ...wanted });
      const targets = found.map((each) => toTarget(each.reference, { platform: each.platform }));
      resolved.targets.push(...targets);
    } catch (error) {
      resolved.failed.push(imageNotRead(name, name, error));
    }
  }
  const unmatched = wanted.repositories.filter((glob) => !all.some((name) => matches(glob, name)));
  resolved.failed.push(...unmatched.map((glob) => noMatch(registry, glob)));
  return { ...resolved, targets: mergeTargets(resolved.targets) };
}

async function listRepositories(
  ecr: Ecr,
  registry: string,
  into: ResolvedImages,
): Promise<string[] | undefined> {
  try {
    return await ecr.repositories(registry);
  } catch (error) {
    into.failed.push(registryNotRead(registry, error));
    return undefined;
  }
}

function noMatch(registry: string, glob: string): FailedReference {
  return {
    reference: glob,
    name: imageName({ registry, repository: glob }),
    code: 'no_repository_matches',
    reason: `No repository in ${registry} matches "${glob}"; check images.ecr.repositories.`,
  };
}
