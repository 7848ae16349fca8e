import { basename } from 'node:path';
import { defined } from '../src/domain/defined';
import type { OperatingSystem } from '../src/domain/detection';
import type { AffectedImage, TargetKind } from '../src/domain/finding';
import { imageName, parseImageReference } from '../src/domain/image';
import { cleanText, cutText } from '../src/domain/text';
import type { TrivySkeleton } from './trivy-schema';

/** The image of a report, as far as the report names it; else named by `label`. */
export function imageOf(skeleton: TrivySkeleton, label: string): AffectedImage {
  const named = referenceIn(skeleton);
  const platform = platformOf(skeleton);
  const kind = kindOf(skeleton.ArtifactType);
  try {
    const reference = parseImageReference(named);
    const name = imageName(reference);
    const digest = reference.digest ?? digestOf(skeleton, name);
    return {
      name,
      repository: reference.repository,
      ...defined({ tag: reference.tag, digest, platform, kind }),
      services: [],
    };
  } catch {
    const name = plainName(named) || plainName(basename(label));
    return { name, repository: name, ...defined({ platform, kind }), services: [] };
  }
}

/** Trivy's artifact types that are no image: pkg/fanal/artifact/artifact.go. Reports of old versions name none. */
const KINDS: Record<string, TargetKind> = {
  repository: 'repository',
  filesystem: 'filesystem',
  cyclonedx: 'sbom',
  spdx: 'sbom',
  vm: 'vm',
};

function kindOf(artifactType: string | undefined): TargetKind | undefined {
  return artifactType === undefined ? undefined : KINDS[artifactType];
}

export function operatingSystemOf(skeleton: TrivySkeleton): OperatingSystem | undefined {
  const os = skeleton.Metadata?.OS;
  if (!os?.Family || os.Family === 'none') return undefined;
  return {
    family: os.Family,
    ...(os.Name && { version: os.Name }),
    endOfLife: os.EOSL ?? false,
  };
}

/** Day on which the oldest layer was built. Builds that are to be reproduced say 1970, which is no date. */
export function builtOnOf({ Metadata }: TrivySkeleton): string | undefined {
  const at = new Date(Metadata?.ImageConfig?.history[0]?.created ?? '');
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() < FIRST_YEAR) return undefined;
  return at.toISOString().slice(0, 10);
}

/** Docker's first year. */
const FIRST_YEAR = 2013;

/** A report of a Trivy server says which database it used; other reports do not. */
export function databaseOf({ Trivy }: TrivySkeleton): string | undefined {
  const at = Date.parse(Trivy?.Server?.VulnerabilityDB?.UpdatedAt ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

const ENDING = /\.(tar|tar\.gz|tgz)$/;
const PATH = /^[./~]/;

/** For an archive the artifact's name is a path, so its first tag is taken, else the file's name. */
function referenceIn({ ArtifactName = '', Metadata }: TrivySkeleton): string {
  if (ArtifactName !== '' && !PATH.test(ArtifactName) && !ENDING.test(ArtifactName)) {
    return ArtifactName;
  }
  return Metadata?.RepoTags[0] ?? basename(ArtifactName).replace(ENDING, '');
}

function digestOf(skeleton: TrivySkeleton, name: string): string | undefined {
  const digests = skeleton.Metadata?.RepoDigests ?? [];
  for (const text of digests) {
    const [repository, digest] = text.split('@');
    if (digest !== undefined && (repository === name || digests.length === 1)) {
      return /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined;
    }
  }
  return undefined;
}

function platformOf(skeleton: TrivySkeleton): string | undefined {
  const config = skeleton.Metadata?.ImageConfig;
  if (!config?.architecture) return undefined;
  const variant = config.variant ? `/${config.variant}` : '';
  return cutText(`${config.os || 'linux'}/${config.architecture}${variant}`, 64);
}

/** A name without blanks, which separate names in lists. */
function plainName(text: string): string {
  return cutText(cleanText(text).trim().replace(/\s+/g, '_'), 400);
}
