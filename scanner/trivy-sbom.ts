import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { isKnownError, Refused } from '../src/domain/errors';
import { parseJson } from '../src/domain/json';
import { readInstalled } from './installed';
import { type KnownContent, type Report, readReport, readReportOf } from './report';
import { differenceOf, type Reading, streamIn } from './sbom-difference';
import { explainEnding } from './trivy-errors';
import type { Run, TrivySource } from './trivy-run';

/** An image that was pulled, with what to keep of it. */
export interface Examined {
  report: Report;
  /** It holds JARs, or may hold some that Trivy cannot name. */
  hasJars: boolean;
  /** Its SBOM, or why it cannot be judged by one, or the error that left that open. */
  sbom: { bytes: Uint8Array } | { differs: string } | { error: unknown };
}

interface Steps {
  run: Run;
  /** Each writes a report and says what Trivy wrote beside it. */
  scanTo(source: TrivySource, output: string): Promise<string>;
  judgeTo: JudgeTo;
}

type JudgeTo = (input: string, output: string, label: string) => Promise<string>;

/** `folder` is empty and is the caller's to remove. Rejects if the image cannot be scanned, and not for its SBOM. */
export async function examine(
  steps: Steps,
  source: TrivySource,
  folder: string,
): Promise<Examined> {
  const output = join(folder, 'report.json');
  const said = await steps.scanTo(source, output);
  const report = await readReport(output);
  const installed = await readInstalled(output);
  const image = { report, installed, stream: streamIn(said) };
  const { hasJars } = installed;
  try {
    const bytes = await sbomOf(steps.run, output, join(folder, 'converted.cdx.json'), source.label);
    const differs = differenceOf(image, await readSbom(steps.judgeTo, bytes, image, folder));
    return { report, hasJars, sbom: differs === undefined ? { bytes } : { differs } };
  } catch (error) {
    const isLasting = isKnownError(error) && LASTING.has(error.code);
    return { report, hasJars, sbom: isLasting ? { differs: error.message } : { error } };
  }
}

/** Errors of an SBOM as it is; others may be over at the next scan: too little time or memory, a full disk. */
const LASTING = new Set(['trivy_failed', 'trivy_report', 'trivy_sbom']);

async function readSbom(
  judgeTo: JudgeTo,
  sbom: Uint8Array,
  { report }: Reading,
  folder: string,
): Promise<Reading> {
  const input = join(folder, 'image.cdx.json');
  const output = join(folder, 'judged.json');
  await writeFile(input, sbom);
  const said = await judgeTo(input, output, 'The SBOM');
  return {
    report: await readReportOf(report, output),
    installed: await readInstalled(output),
    stream: streamIn(said),
  };
}

export async function judge(
  judgeTo: JudgeTo,
  sbom: Uint8Array,
  known: KnownContent,
  folder: string,
): Promise<Report> {
  const [input, output] = [join(folder, 'image.cdx.json'), join(folder, 'judged.json')];
  await writeFile(input, sbom);
  await judgeTo(input, output, known.image.name);
  return readReportOf(known, output);
}

const CycloneDx = z.looseObject({ bomFormat: z.literal('CycloneDX') });

/**
 * The SBOM, made of the report, so that nothing is pulled again: it lacks only checksums of what Trivy's own SBOM of the
 * image has. Without the vulnerabilities, which are half of it.
 */
async function sbomOf(run: Run, report: string, output: string, label: string) {
  const ran = await run(['convert', '--format', 'cyclonedx', '--output', output, '--', report]);
  if ('failed' in ran) {
    throw explainEnding(ran.failed, { failed: `${label} has no SBOM`, inEcr: false });
  }
  const parsed = CycloneDx.safeParse(parseJson(await readFile(output, 'utf8')));
  if (!parsed.success) {
    throw new Refused(
      'trivy_sbom',
      'what Trivy converted the report to is no CycloneDX document; the image is pulled at each scan.',
      { cause: parsed.error },
    );
  }
  const { vulnerabilities: _, ...kept } = parsed.data;
  return Buffer.from(JSON.stringify(kept));
}
