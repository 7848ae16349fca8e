import { isKnownError, Unavailable } from '../../domain/errors';
import type { FailedReference } from '../../ports/images';

/** An image that could not be looked up: the scan goes on without it, and its findings stay as they are. */
export function imageNotRead(reference: string, name: string, error: unknown): FailedReference {
  if (!isKnownError(error)) throw error;
  return error instanceof Unavailable
    ? { reference, name, ...unavailable(error) }
    : {
        reference,
        name,
        code: 'registry_denied',
        reason: `${error.message} Name its repository in deploy.repositories and another account's registry in registries, where that account has to allow it, too.`,
      };
}

/** A registry whose repositories could not be listed. */
export function registryNotRead(registry: string, error: unknown): FailedReference {
  if (!isKnownError(error)) throw error;
  return error instanceof Unavailable
    ? { reference: registry, ...unavailable(error) }
    : {
        reference: registry,
        code: 'registry_not_listed',
        reason: `${error.message} Deploy again, so that the task role may list repositories.`,
      };
}

/** A cluster whose tasks could not be listed. */
export function clusterNotRead(cluster: string, error: unknown): FailedReference {
  if (!isKnownError(error)) throw error;
  if (error instanceof Unavailable) return { reference: cluster, ...unavailable(error) };
  return error.code === 'ClusterNotFoundException'
    ? {
        reference: cluster,
        code: 'cluster_missing',
        reason: `There is no cluster ${cluster}; take it out of images.ecs.clusters.`,
      }
    : {
        reference: cluster,
        code: 'cluster_denied',
        reason: `${error.message} Check images.ecs.clusters and deploy again, so that the task role may read it.`,
      };
}

function unavailable({ message }: Unavailable): Pick<FailedReference, 'code' | 'reason'> {
  return { code: 'lookup_unavailable', reason: `${message} The next scan looks again.` };
}
