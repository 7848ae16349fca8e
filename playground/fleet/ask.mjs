/**
 * Answers what the fleet's Trivy knows of the packages of an SBOM that is of no image. Usage: node ask.mjs SBOM REPORT. Beside it
 * lies known.json: the vulnerabilities by package and version.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [, , input, output] = process.argv;
const known = JSON.parse(
  readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'known.json'), 'utf8'),
);
const { components } = JSON.parse(readFileSync(input, 'utf8'));
const packages = components.filter(({ purl }) => purl !== undefined);

const report = {
  SchemaVersion: 2,
  ArtifactName: input,
  ArtifactType: 'cyclonedx',
  Results: [
    {
      Target: input,
      Packages: packages.map((each) => ({ Name: each.name, Identifier: identify(each) })),
      Vulnerabilities: packages.flatMap((each) =>
        (known[`${each.name}@${each.version}`] ?? []).map((vulnerability) => ({
          ...vulnerability,
          PkgIdentifier: identify(each),
        })),
      ),
    },
  ],
};
writeFileSync(output, JSON.stringify(report));

function identify(component) {
  return { PURL: component.purl, BOMRef: component['bom-ref'] };
}
