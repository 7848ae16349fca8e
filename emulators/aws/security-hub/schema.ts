import type { Rule, Shape } from './rule';
import { any, double, list, object, oneOf, ratio, text, time, url } from './rule';

/**
 * The AWS Security Finding Format as data. Required members and enums are those of the service model
 * (2018-10-26); lengths and counts are those of the user guide, since the model carries almost none.
 * Parts that a scanner of images does not send (Network, Process, Malware, ...) are only known by name.
 */
const severityLabel = oneOf('INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL');
const verificationState = oneOf('UNKNOWN', 'TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE');

const TYPE =
  /^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(\/[^/]+){0,2}$/;
const types = list({ is: 'text', pattern: TYPE }, 50);

const productFields: Rule = {
  is: 'map',
  max: 50,
  key: 128,
  value: 2048,
  keys: /^[A-Za-z0-9 .:+=@_/-]+$/,
};
const userDefinedFields: Rule = {
  is: 'map',
  max: 50,
  key: 128,
  value: 1024,
  keys: /^[A-Za-z0-9\-_=+@./:]+$/,
};

const relatedFinding: Shape = {
  name: 'RelatedFinding',
  required: ['ProductArn', 'Id'],
  fields: { ProductArn: text(2048, 12), Id: text(512) },
};
const relatedFindings = list(object(relatedFinding), 10, 1);

const severity: Shape = {
  name: 'Severity',
  required: [],
  oneOf: ['Label', 'Normalized'],
  fields: { Product: double, Label: severityLabel, Normalized: ratio, Original: text(64) },
};

const providerSeverity: Shape = {
  name: 'FindingProviderSeverity',
  required: [],
  oneOf: ['Label'],
  fields: { Label: severityLabel, Original: text(64) },
};

const findingProviderFields: Shape = {
  name: 'FindingProviderFields',
  required: [],
  fields: {
    Confidence: ratio,
    Criticality: ratio,
    RelatedFindings: relatedFindings,
    Severity: object(providerSeverity),
    Types: types,
  },
};

const remediation: Shape = {
  name: 'Remediation',
  required: [],
  fields: {
    Recommendation: object({
      name: 'Recommendation',
      required: [],
      oneOf: ['Text', 'Url'],
      fields: { Text: text(512), Url: url },
    }),
  },
};

const container: Shape = {
  name: 'ContainerDetails',
  required: [],
  fields: {
    ContainerRuntime: text(),
    Name: text(128),
    ImageId: text(128),
    ImageName: text(128),
    LaunchedAt: time,
    VolumeMounts: list(any),
    Privileged: { is: 'boolean' },
  },
};

const ecrImage: Shape = {
  name: 'AwsEcrContainerImageDetails',
  required: [],
  fields: {
    RegistryId: text(),
    RepositoryName: text(),
    Architecture: oneOf('arm64', 'i386', 'x86_64'),
    ImageDigest: text(),
    ImageTags: list(text()),
    ImagePublishedAt: time,
  },
};

/** Details of other resource types (`Aws...`) are let through unread. */
export const RESOURCE_DETAILS: Readonly<Record<string, Rule>> = {
  Container: object(container),
  AwsEcrContainerImage: object(ecrImage),
  Other: { is: 'map', max: 50, key: 127, value: 1024 },
};

const resource: Shape = {
  name: 'Resource',
  required: ['Type', 'Id'],
  fields: {
    Type: text(256),
    Id: text(512),
    Partition: oneOf('aws', 'aws-cn', 'aws-us-gov', 'aws-us-iso', 'aws-us-iso-b', 'AzureCloud'),
    Region: text(16),
    Provider: oneOf('Azure', 'AWS', 'GCP'),
    Owner: any,
    ResourceRole: text(),
    Tags: { is: 'map', max: 50, key: 128, value: 256 },
    DataClassification: any,
    Details: any,
    ApplicationName: text(),
    ApplicationArn: text(),
  },
};

const cvss: Shape = {
  name: 'Cvss',
  required: [],
  fields: {
    Version: text(),
    BaseScore: double,
    BaseVector: text(),
    Source: text(),
    Adjustments: list(
      object({
        name: 'Adjustment',
        required: [],
        fields: { Metric: text(), Reason: text(512) },
      }),
    ),
  },
};

const softwarePackage: Shape = {
  name: 'SoftwarePackage',
  required: [],
  fields: {
    Name: text(),
    Version: text(),
    Epoch: text(),
    Release: text(),
    Architecture: text(),
    PackageManager: text(),
    FilePath: text(),
    FixedInVersion: text(),
    Remediation: text(),
    SourceLayerHash: text(),
    SourceLayerArn: text(),
  },
};

const vulnerability: Shape = {
  name: 'Vulnerability',
  required: ['Id'],
  fields: {
    Id: text(128),
    VulnerablePackages: list(object(softwarePackage)),
    Cvss: list(object(cvss)),
    RelatedVulnerabilities: list(text()),
    Vendor: object({
      name: 'VulnerabilityVendor',
      required: ['Name'],
      fields: {
        Name: text(32),
        Url: url,
        VendorSeverity: text(32),
        VendorCreatedAt: time,
        VendorUpdatedAt: time,
      },
    }),
    ReferenceUrls: list(text()),
    FixAvailable: oneOf('YES', 'NO', 'PARTIAL'),
    EpssScore: double,
    ExploitAvailable: oneOf('YES', 'NO'),
    LastKnownExploitAt: time,
    CodeVulnerabilities: list(any),
  },
};

const workflow: Shape = {
  name: 'Workflow',
  required: [],
  fields: { Status: oneOf('NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED') },
};

const note: Shape = {
  name: 'Note',
  required: ['Text', 'UpdatedBy', 'UpdatedAt'],
  fields: { Text: text(512), UpdatedBy: text(512), UpdatedAt: time },
};

const compliance: Shape = {
  name: 'Compliance',
  required: [],
  fields: {
    Status: oneOf('PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'),
    RelatedRequirements: list(text()),
    StatusReasons: list(any),
    SecurityControlId: text(),
    AssociatedStandards: list(any),
    SecurityControlParameters: list(any),
  },
};

/** One finding of BatchImportFindings. A severity, in either place, is checked beside this table. */
export const FINDING: Shape = {
  name: 'AwsSecurityFinding',
  required: [
    'SchemaVersion',
    'Id',
    'ProductArn',
    'GeneratorId',
    'AwsAccountId',
    'CreatedAt',
    'UpdatedAt',
    'Title',
    'Description',
    'Resources',
  ],
  fields: {
    SchemaVersion: { is: 'text', pattern: /^2018-10-08$/ },
    Id: text(512),
    ProductArn: text(2048, 12),
    ProductName: text(128),
    CompanyName: text(128),
    Region: text(16),
    GeneratorId: text(512),
    AwsAccountId: { is: 'text', pattern: /^\d{12}$/ },
    Types: types,
    FirstObservedAt: time,
    LastObservedAt: time,
    CreatedAt: time,
    UpdatedAt: time,
    Severity: object(severity),
    Confidence: ratio,
    Criticality: ratio,
    Title: text(256),
    Description: text(1024),
    Remediation: object(remediation),
    SourceUrl: url,
    ProductFields: productFields,
    UserDefinedFields: userDefinedFields,
    Malware: any,
    Network: any,
    NetworkPath: any,
    Process: any,
    Threats: any,
    ThreatIntelIndicators: any,
    Resources: list(object(resource), 32, 1),
    Compliance: object(compliance),
    VerificationState: verificationState,
    WorkflowState: oneOf('NEW', 'ASSIGNED', 'IN_PROGRESS', 'DEFERRED', 'RESOLVED'),
    Workflow: object(workflow),
    RecordState: oneOf('ACTIVE', 'ARCHIVED'),
    RelatedFindings: relatedFindings,
    Note: object(note),
    Vulnerabilities: list(object(vulnerability)),
    PatchSummary: any,
    Action: any,
    FindingProviderFields: object(findingProviderFields),
    Sample: { is: 'boolean' },
    GeneratorDetails: any,
    ProcessedAt: time,
    AwsAccountName: text(),
    Detection: any,
  },
};

/** The body of BatchUpdateFindings: nothing else can be changed that way. */
export const UPDATE: Shape = {
  name: 'BatchUpdateFindingsRequest',
  required: ['FindingIdentifiers'],
  fields: {
    FindingIdentifiers: list(
      object({
        name: 'AwsSecurityFindingIdentifier',
        required: ['Id', 'ProductArn'],
        fields: { Id: text(), ProductArn: text() },
      }),
      100,
      1,
    ),
    Note: object({
      name: 'NoteUpdate',
      required: ['Text', 'UpdatedBy'],
      fields: { Text: text(512), UpdatedBy: text(512) },
    }),
    Severity: object({
      name: 'SeverityUpdate',
      required: [],
      fields: { Normalized: ratio, Product: double, Label: severityLabel },
    }),
    VerificationState: verificationState,
    Confidence: ratio,
    Criticality: ratio,
    Types: types,
    UserDefinedFields: userDefinedFields,
    Workflow: object({ ...workflow, name: 'WorkflowUpdate' }),
    RelatedFindings: relatedFindings,
  },
};
