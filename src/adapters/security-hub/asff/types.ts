import type { RecordState, Severity } from '../../../domain/finding';
import type { ImportTarget } from '../../../domain/finding-import';

/** The part of the AWS Security Finding Format that vulnscan writes. Names are ASFF's own. */
export interface AsffFinding {
  SchemaVersion: '2018-10-08';
  Id: string;
  ProductArn: string;
  GeneratorId: string;
  AwsAccountId: string;
  FirstObservedAt: string;
  LastObservedAt: string;
  CreatedAt: string;
  UpdatedAt: string;
  Title: string;
  Description: string;
  SourceUrl?: string;
  Remediation: { Recommendation: { Text: string; Url?: string } };
  ProductFields: Record<string, string>;
  Resources: AsffResource[];
  Vulnerabilities: AsffVulnerability[];
  /** Severity and types are sent here only, so that a customer's own changes to them survive a re-import. */
  FindingProviderFields: { Severity: { Label: Severity }; Types: string[] };
  RecordState: RecordState;
}

export interface AsffResource {
  Type: string;
  Id: string;
  Partition?: Exclude<ImportTarget['partition'], 'aws-eusc'>;
  Region: string;
  Details?: {
    AwsEcrContainerImage?: {
      RegistryId: string;
      RepositoryName: string;
      Architecture?: string;
      ImageDigest?: string;
      ImageTags?: string[];
    };
    Container?: { ImageName: string };
    Other?: Record<string, string>;
  };
}

export interface AsffVulnerability {
  Id: string;
  VulnerablePackages?: AsffPackage[];
  Cvss?: { Version: string; BaseScore?: number; BaseVector?: string; Source?: string }[];
  ReferenceUrls?: string[];
  FixAvailable?: 'YES' | 'NO' | 'PARTIAL';
  EpssScore?: number;
  /** Never NO: that CISA does not list a vulnerability does not mean that there is no exploit. */
  ExploitAvailable?: 'YES';
  LastKnownExploitAt?: string;
}

export interface AsffPackage {
  Name: string;
  Version: string;
  FixedInVersion?: string;
  Remediation?: string;
  PackageManager?: string;
  FilePath?: string;
}
