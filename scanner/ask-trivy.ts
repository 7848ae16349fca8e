import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Refused } from '../src/domain/errors';
import { UNFIXED_STATUSES, type UnfixedStatus } from '../src/domain/finding';
import { parseJson } from '../src/domain/json';

/** What Trivy says of one package of an SBOM. */
interface AskedAnswer {
  vulnerabilityId: string;
  fixedVersion?: string;
  status?: UnfixedStatus;
}

/** The answers by the reference of the package. A package that Trivy did not read has none. */
export type Answers = Map<string, AskedAnswer[]>;

const text = z.optional(z.string());
const identifier = z.optional(z.object({ BOMRef: text }));

const SbomReport = z.object({
  SchemaVersion: z.literal(2),
  Results: z.optional(
    z.array(
      z.object({
        Packages: z.optional(z.array(z.object({ Identifier: identifier }))),
        Vulnerabilities: z.optional(
          z.array(
            z.object({
              VulnerabilityID: z.string(),
              PkgIdentifier: identifier,
              FixedVersion: text,
              Status: text,
            }),
          ),
        ),
      }),
    ),
  ),
});

/** Runs Trivy over an SBOM. `run` gets the file to read and the file to write. Rejects if there is no answer. */
export async function askTrivy(
  sbom: object,
  run: (input: string, output: string) => Promise<void>,
): Promise<Answers> {
  const folder = await mkdtemp(join(tmpdir(), 'vulnscan-targets-'));
  const [input, output] = [join(folder, 'targets.cdx.json'), join(folder, 'answers.json')];
  try {
    await writeFile(input, JSON.stringify(sbom));
    await run(input, output);
    return readAnswers(await readFile(output, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readAnswers(json: string): Answers {
  const parsed = SbomReport.safeParse(parseJson(json));
  if (!parsed.success) {
    throw new Refused(
      'trivy_report',
      'The answer of trivy sbom is not a report; look at the log of the scan.',
      { cause: parsed.error },
    );
  }
  const answers: Answers = new Map();
  for (const { Packages = [], Vulnerabilities = [] } of parsed.data.Results ?? []) {
    for (const { Identifier } of Packages) answers.set(Identifier?.BOMRef ?? '', []);
    for (const { VulnerabilityID, PkgIdentifier, FixedVersion, Status } of Vulnerabilities) {
      const status = UNFIXED_STATUSES.find((each) => each === Status);
      answers.get(PkgIdentifier?.BOMRef ?? '')?.push({
        vulnerabilityId: VulnerabilityID,
        ...(FixedVersion ? { fixedVersion: FixedVersion } : status && { status }),
      });
    }
  }
  return answers;
}
