import * as z from 'zod/mini';
import { parseJson } from '../../domain/json';

const Index = z.object({
  manifests: z.array(
    z.object({
      platform: z.optional(
        z.object({
          os: z.string(),
          architecture: z.string(),
          variant: z.optional(z.string()),
        }),
      ),
    }),
  ),
});

/**
 * The platform to scan of an image that has several: linux/amd64, Trivy's default, else the first Linux one. Undefined
 * for an image of one platform.
 */
export function platformOf(manifest: string | undefined): string | undefined {
  const index = Index.safeParse(parseJson(manifest ?? ''));
  if (!index.success) return undefined;
  const platforms = index.data.manifests.flatMap(({ platform }) => {
    if (platform === undefined || platform.os !== 'linux') return [];
    const { os, architecture, variant } = platform;
    return variant === undefined || architecture === 'arm64'
      ? `${os}/${architecture}`
      : `${os}/${architecture}/${variant}`;
  });
  return platforms.find((platform) => platform === 'linux/amd64') ?? platforms[0];
}
