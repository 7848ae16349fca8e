export type FilterKind = 'string' | 'date' | 'map';

/**
 * The filters of GetFindings that this emulator supports, and where each looks. Lists on a path are searched. AWS has
 * more; they are refused, so that a filter is never ignored.
 */
export const FILTER_FIELDS: Readonly<Record<string, { kind: FilterKind; path: string }>> = {
  ProductArn: { kind: 'string', path: 'ProductArn' },
  AwsAccountId: { kind: 'string', path: 'AwsAccountId' },
  Id: { kind: 'string', path: 'Id' },
  GeneratorId: { kind: 'string', path: 'GeneratorId' },
  Region: { kind: 'string', path: 'Region' },
  Type: { kind: 'string', path: 'Types' },
  FirstObservedAt: { kind: 'date', path: 'FirstObservedAt' },
  LastObservedAt: { kind: 'date', path: 'LastObservedAt' },
  CreatedAt: { kind: 'date', path: 'CreatedAt' },
  UpdatedAt: { kind: 'date', path: 'UpdatedAt' },
  SeverityLabel: { kind: 'string', path: 'Severity.Label' },
  Title: { kind: 'string', path: 'Title' },
  Description: { kind: 'string', path: 'Description' },
  ProductFields: { kind: 'map', path: 'ProductFields' },
  ProductName: { kind: 'string', path: 'ProductName' },
  CompanyName: { kind: 'string', path: 'CompanyName' },
  UserDefinedFields: { kind: 'map', path: 'UserDefinedFields' },
  ResourceType: { kind: 'string', path: 'Resources.Type' },
  ResourceId: { kind: 'string', path: 'Resources.Id' },
  ResourceTags: { kind: 'map', path: 'Resources.Tags' },
  ResourceDetailsOther: { kind: 'map', path: 'Resources.Details.Other' },
  WorkflowStatus: { kind: 'string', path: 'Workflow.Status' },
  RecordState: { kind: 'string', path: 'RecordState' },
  NoteText: { kind: 'string', path: 'Note.Text' },
  NoteUpdatedAt: { kind: 'date', path: 'Note.UpdatedAt' },
  NoteUpdatedBy: { kind: 'string', path: 'Note.UpdatedBy' },
  VulnerabilitiesExploitAvailable: { kind: 'string', path: 'Vulnerabilities.ExploitAvailable' },
  VulnerabilitiesFixAvailable: { kind: 'string', path: 'Vulnerabilities.FixAvailable' },
};
