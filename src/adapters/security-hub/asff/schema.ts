import * as z from 'zod/mini';

/*
 * The part of a stored ASFF finding that is read. Only what identifies a finding is required; everything else is
 * optional, and a value of the wrong type counts as absent.
 */

const text = z.catch(z.optional(z.string()), undefined);
const number = z.catch(z.optional(z.number()), undefined);
const fields = z.catch(z.record(z.string(), z.string()), {});

function listOf<T extends z.core.SomeType>(entry: T) {
  return z.catch(z.array(entry), []);
}

const ecrImage = z.object({
  RegistryId: text,
  RepositoryName: text,
  Architecture: text,
  ImageDigest: text,
  ImageTags: listOf(z.string()),
});

const resource = z.object({
  Id: z.catch(z.string(), ''),
  Region: text,
  Details: z.catch(
    z.optional(
      z.object({
        AwsEcrContainerImage: z.catch(z.optional(ecrImage), undefined),
        Container: z.catch(z.optional(z.object({ ImageName: text })), undefined),
        Other: fields,
      }),
    ),
    undefined,
  ),
});
export type StoredResource = z.infer<typeof resource>;

const vulnerability = z.object({
  Id: text,
  VulnerablePackages: listOf(
    z.object({
      Name: z.string(),
      Version: text,
      FixedInVersion: text,
      PackageManager: text,
      FilePath: text,
    }),
  ),
  Cvss: listOf(z.object({ Version: text, BaseScore: number, BaseVector: text, Source: text })),
  ReferenceUrls: listOf(z.string()),
});

const severity = z.catch(z.optional(z.object({ Label: text })), undefined);

export const StoredFinding = z.object({
  Id: z.string(),
  ProductArn: z.string(),
  GeneratorId: z.catch(z.string(), ''),
  AwsAccountId: z.catch(z.string(), ''),
  Region: text,
  Title: z.catch(z.string(), ''),
  Description: z.catch(z.string(), ''),
  CreatedAt: z.catch(z.string(), ''),
  UpdatedAt: z.catch(z.string(), ''),
  SourceUrl: text,
  Remediation: z.catch(
    z.optional(z.object({ Recommendation: z.optional(z.object({ Url: text })) })),
    undefined,
  ),
  Severity: severity,
  FindingProviderFields: z.catch(z.optional(z.object({ Severity: severity })), undefined),
  ProductFields: fields,
  UserDefinedFields: fields,
  Resources: listOf(resource),
  Vulnerabilities: listOf(vulnerability),
  Workflow: z.catch(z.optional(z.object({ Status: text })), undefined),
  RecordState: text,
  Note: z.catch(
    z.optional(z.object({ Text: z.string(), UpdatedBy: z.string(), UpdatedAt: text })),
    undefined,
  ),
});
export type StoredFinding = z.infer<typeof StoredFinding>;
