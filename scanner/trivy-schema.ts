import * as z from 'zod/mini';

/*
 * The parts of Trivy's JSON report that are read. Trivy omits empty fields and old versions lack many, so nothing is
 * required, and a value of the wrong type counts as absent. Source: pkg/types/report.go in aquasecurity/trivy.
 */

const text = z.catch(z.optional(z.string()), undefined);
const number = z.catch(z.optional(z.number()), undefined);
const texts = z.catch(z.array(z.string()), []);

const cvss = z.object({
  V2Vector: text,
  V3Vector: text,
  V40Vector: text,
  V2Score: number,
  V3Score: number,
  V40Score: number,
});
export type TrivyCvss = z.infer<typeof cvss>;

const identifier = z.catch(z.optional(z.object({ UID: text })), undefined);

/** A package of the image, vulnerable or not. `SrcVersion` of Debian may be the whole version, with its release. */
export const TrivyPackage = z.object({
  ID: text,
  Identifier: identifier,
  Name: text,
  Version: text,
  Release: text,
  Epoch: number,
  SrcName: text,
  SrcVersion: text,
  SrcRelease: text,
  SrcEpoch: number,
  Modularitylabel: text,
});
export type TrivyPackage = z.infer<typeof TrivyPackage>;

export const TrivyVulnerability = z.object({
  VulnerabilityID: text,
  PkgName: text,
  PkgPath: text,
  PkgID: text,
  PkgIdentifier: identifier,
  InstalledVersion: text,
  FixedVersion: text,
  Status: text,
  Severity: text,
  SeveritySource: text,
  Title: text,
  Description: text,
  PrimaryURL: text,
  CVSS: z.catch(z.record(z.string(), cvss), {}),
});
export type TrivyVulnerability = z.infer<typeof TrivyVulnerability>;

const trivyResult = z.object({ Target: text, Class: text, Type: text });
export type TrivyResult = z.infer<typeof trivyResult>;

const metadata = z.object({
  OS: z.catch(
    z.optional(
      z.object({ Family: text, Name: text, EOSL: z.catch(z.optional(z.boolean()), undefined) }),
    ),
    undefined,
  ),
  ImageID: text,
  RepoTags: texts,
  RepoDigests: texts,
  ImageConfig: z.catch(
    z.optional(
      z.object({
        architecture: text,
        os: text,
        variant: text,
        history: z.catch(z.array(z.object({ created: text })), []),
      }),
    ),
    undefined,
  ),
});

const results = z.catch(z.array(trivyResult), []);

/** Only in reports of a client of a Trivy server (pkg/types/version.go). */
const server = z.catch(
  z.optional(
    z.object({ VulnerabilityDB: z.catch(z.optional(z.object({ UpdatedAt: text })), undefined) }),
  ),
  undefined,
);

/** Schema 2: an object. `Results` is missing when Trivy found nothing to scan. */
const current = z.object({
  SchemaVersion: number,
  Trivy: z.catch(z.optional(z.object({ Version: text, Server: server })), undefined),
  CreatedAt: text,
  ArtifactName: text,
  ArtifactType: text,
  Metadata: z.catch(z.optional(metadata), undefined),
  Results: results,
});
export type TrivySkeleton = z.infer<typeof current>;

const NOTHING = { ArtifactType: undefined, Trivy: undefined, Metadata: undefined };

/** The report without its long lists; undefined when it is not a Trivy report. */
export function readSkeleton(json: unknown): TrivySkeleton | undefined {
  if (Array.isArray(json)) return readSchema1(json);
  if (typeof json !== 'object' || json === null) return undefined;
  const looksRight =
    'SchemaVersion' in json ? 'ArtifactName' in json || 'Results' in json : 'Results' in json;
  if (!looksRight || ('Results' in json && !isListOrNull(json.Results))) return undefined;
  const report = current.parse(json);
  return (report.SchemaVersion ?? 2) > 2 ? undefined : report;
}

/** Before 0.20 a report was the bare list of results. */
function readSchema1(list: unknown[]): TrivySkeleton | undefined {
  const looksRight = list.every(
    (each) => typeof each === 'object' && each !== null && 'Target' in each,
  );
  if (!looksRight) return undefined;
  return {
    ...NOTHING,
    SchemaVersion: 1,
    CreatedAt: undefined,
    ArtifactName: undefined,
    Results: results.parse(list),
  };
}

function isListOrNull(value: unknown): boolean {
  return value === null || Array.isArray(value);
}
