import type { EcrImage } from '../../emulators/aws/ecr';
import type { Config } from '../../src/config/config';
import { ecrHost } from '../../src/domain/region';
import { createFleet, EXPOSED, type FleetImage, redeployed, TAGS } from './images';
import { installTrivy } from './install';

/** Many generated images in the registry, and what answers for Trivy when they are scanned. */
export interface RunningFleet {
  images: EcrImage[];
  /** The program in place of Trivy. */
  trivy: string;
  /** Sets when the vulnerability database was built. */
  setDatabaseAt(at: Date): void;
  /** Some services are deployed anew: their images are pushed again, with fewer vulnerable packages. */
  redeploy(): EcrImage[];
}

/** Tasks that scan at a time: two cores are enough for so many. */
const TASKS = 3;
/** A pull of a real image takes longer, but somebody watches. */
const PULL_SECONDS = 0.1;

/** The configuration that scans all images of a fleet. */
export function fleetConfig(config: Config): Config {
  return {
    ...config,
    images: { ecr: { repositories: ['*'], tags: [...TAGS] } },
    exposed: EXPOSED,
    scan: { ...config.scan, tasks: TASKS },
  };
}

/** Makes `count` images; `folder` must exist and be empty. */
export function startFleet(
  count: number,
  { aws }: Pick<Config, 'aws'>,
  folder: string,
): RunningFleet {
  const fleet = createFleet(count);
  const registry = ecrHost(aws.account, aws.region);
  const trivy = installTrivy(fleet, { folder, registry, pullSeconds: PULL_SECONDS });
  let round = 0;
  return {
    images: fleet.images.map(inRegistry),
    trivy: trivy.program,
    setDatabaseAt: trivy.setDatabaseAt,
    redeploy() {
      round += 1;
      const images = redeployed(fleet.images, round);
      trivy.add(images);
      return images.map(inRegistry);
    },
  };
}

function inRegistry({ repository, tag, digest }: FleetImage): EcrImage {
  return { repository, tags: [tag], digest };
}
