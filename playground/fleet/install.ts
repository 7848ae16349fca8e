import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { imageReport, sbom, sbomReport, TRIVY_VERSION } from './documents';
import type { Build, Fleet, FleetImage } from './images';

interface InstallOptions {
  /** An empty folder. */
  folder: string;
  /** The host of the images. */
  registry: string;
  /** How long a pull takes, in seconds. */
  pullSeconds: number;
}

export interface FleetTrivy {
  /** The program in place of Trivy. */
  program: string;
  /** Images that are pushed later. */
  add(images: FleetImage[]): void;
  /** Sets when its vulnerability database was built. */
  setDatabaseAt(at: Date): void;
}

/** Writes the program that answers for Trivy, and what it answers from. */
export function installTrivy(fleet: Fleet, options: InstallOptions): FleetTrivy {
  const { folder, registry } = options;
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'builds'), { recursive: true });
  const add = (images: FleetImage[]) => {
    const lines = images.map(
      ({ digest, build, repository, tag }) =>
        `${digest} ${build} ${registry}/${repository}:${tag}\n`,
    );
    appendFileSync(join(folder, 'images'), lines.join(''));
  };
  add(fleet.images);
  for (const build of fleet.builds) {
    write(`builds/${build.name}.image.json`, imageReport(build));
    write(`builds/${build.name}.sbom.json`, sbomReport(build));
    write(`builds/${build.name}.cdx.json`, sbom(build));
  }
  write('known.json', JSON.stringify(knownOf(fleet.builds)));
  write('version', `${TRIVY_VERSION}\n`);
  write('pull-seconds', `${options.pullSeconds}\n`);
  copyFileSync(join(__dirname, 'ask.mjs'), join(folder, 'ask.mjs'));
  symlinkSync(process.execPath, join(folder, 'node'));
  const program = join(folder, 'trivy');
  copyFileSync(join(__dirname, 'trivy.sh'), program);
  chmodSync(program, 0o755);
  return { program, add, setDatabaseAt: (at) => write('updated-at', `${at.toISOString()}\n`) };
}

interface Known {
  VulnerabilityID: string;
  FixedVersion?: string;
  Status: string;
}

/** By package and version, and for packages of an operating system by source package, as the scanner asks about those. */
function knownOf(builds: Build[]): Record<string, Known[]> {
  const packages = builds.flatMap(({ parts }) => parts.flatMap((part) => part.packages));
  return Object.fromEntries(
    packages.map(({ name, source = name, version, vulnerabilities = [] }) => [
      `${source}@${version}`,
      vulnerabilities.map(({ id, fixed }) => ({
        VulnerabilityID: id,
        ...(fixed === undefined
          ? { Status: 'affected' }
          : { FixedVersion: fixed, Status: 'fixed' }),
      })),
    ]),
  );
}
