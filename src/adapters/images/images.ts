import type { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { Config } from '../../config/config';
import { matches } from '../../domain/command';
import { type ImageReference, parseImageReference } from '../../domain/image';
import type { ScanTarget } from '../../domain/scan';
import type { Images, ResolvedImages } from '../../ports/images';
import type { Log } from '../../ports/runtime';
import { createEcr, type Ecr } from './ecr';
import { runningImages } from './ecs-images';
import { mergeTargets, toTarget } from './targets';

export interface RegistrySettings {
  images: Config['images'];
  /** The account's own registry: what references without a host are looked up in. */
  registry: string;
}

export interface RegistryDeps {
  log: Log;
  /** One client for each Region that images come from. */
  ecr?: (region: string) => ECRClient;
  ecs?: ECSClient;
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
      const running = await runningImages(deps.ecs ?? new ECSClient({}), images.ecs.clusters);
      return { targets: mergeTargets(running.targets), failed: running.failed };
    },
  };
}

async function resolveAll(
  ecr: Ecr,
  settings: RegistrySettings,
  references: string[],
): Promise<ResolvedImages> {
  const resolved: ResolvedImages = { targets: [], failed: [] };
  for (const text of references) {
    const reference = withRegistry(parseImageReference(text), settings.registry);
    const answer = await ecr.find(reference);
    if ('reason' in answer) resolved.failed.push({ reference: text, reason: answer.reason });
    else resolved.targets.push(toTarget(answer.reference, { platform: answer.platform }));
  }
  return { ...resolved, targets: mergeTargets(resolved.targets) };
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
  const all = await ecr.repositories(registry);
  const matching = all.filter((name) => wanted.repositories.some((glob) => matches(glob, name)));
  const targets: ScanTarget[] = [];
  for (const repository of matching) {
    const found = await ecr.tagged(registry, repository, wanted.tags);
    if (found.length === 0) log.warn('repository without these tags', { repository, ...wanted });
    targets.push(...found.map((each) => toTarget(each.reference, { platform: each.platform })));
  }
  const failed = wanted.repositories
    .filter((glob) => !all.some((name) => matches(glob, name)))
    .map((glob) => ({
      reference: glob,
      reason: `No repository in ${registry} matches "${glob}"; check images.ecr.repositories.`,
    }));
  return { targets: mergeTargets(targets), failed };
}
