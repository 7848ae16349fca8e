import type { Json, JsonObject } from '../json';
import { objectAt, textAt } from '../json';
import type { Product } from './products';
import { completeSeverity } from './severity';

/** Only a customer sets these, by BatchUpdateFindings: what an import sends in them is dropped. */
const CUSTOMER_ONLY = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow'] as const;

/** A provider sets these until a customer has: they live twice, here and in FindingProviderFields. */
const SHARED = ['Confidence', 'Criticality', 'RelatedFindings', 'Severity', 'Types'] as const;

export interface ImportContext {
  now: Date;
  region: string;
  product: Product;
  /** Shared fields a customer has changed in this finding. */
  changedByCustomer: ReadonlySet<string>;
}

/**
 * What Security Hub holds after an import: the finding as sent, plus what the service fills in, plus
 * what it keeps of the finding it has. Undefined when the import is ignored, which is silent: its
 * UpdatedAt is not newer. Source: user guide, "finding-update-batchimportfindings".
 */
export function mergeImport(
  existing: JsonObject | undefined,
  sent: JsonObject,
  context: ImportContext,
): JsonObject | undefined {
  if (existing && timeOf(sent, 'UpdatedAt') <= timeOf(existing, 'UpdatedAt')) return undefined;
  const merged: JsonObject = {
    ...sent,
    RecordState: textAt(sent, 'RecordState') || 'ACTIVE',
    ...(existing && { CreatedAt: textAt(existing, 'CreatedAt') }),
    ...serverFields(sent, context),
  };
  for (const field of CUSTOMER_ONLY) keep(merged, field, existing?.[field]);
  shareFields(merged, sent, existing, context.changedByCustomer);
  merged['Workflow'] = { Status: statusAfter(existing, merged) };
  merged['WorkflowState'] = 'NEW';
  return merged;
}

function serverFields(sent: JsonObject, { now, region, product }: ImportContext): JsonObject {
  const productName = (product.own && textAt(sent, 'ProductName')) || product.productName;
  const companyName = (product.own && textAt(sent, 'CompanyName')) || product.companyName;
  return {
    ProcessedAt: now.toISOString(),
    Region: region,
    ProductName: productName,
    CompanyName: companyName,
    ProductFields: {
      ...objectAt(sent, 'ProductFields'),
      'aws/securityhub/FindingId': `${product.arn}/${textAt(sent, 'Id')}`,
      'aws/securityhub/ProductName': productName,
      'aws/securityhub/CompanyName': companyName,
    },
    Resources: resources(sent, region),
  };
}

/** Partition and Region of a resource are filled in when the sender left them out. */
function resources(sent: JsonObject, region: string): Json[] {
  const list = sent['Resources'];
  if (!Array.isArray(list)) return [];
  return list.map((resource) =>
    typeof resource === 'object' && resource !== null && !Array.isArray(resource)
      ? { Partition: 'aws', Region: region, ...resource }
      : resource,
  );
}

function shareFields(
  merged: JsonObject,
  sent: JsonObject,
  existing: JsonObject | undefined,
  changedByCustomer: ReadonlySet<string>,
): void {
  const provided = objectAt(sent, 'FindingProviderFields');
  const fields: JsonObject = {};
  for (const field of SHARED) {
    const value = provided[field] ?? providerForm(field, sent[field]);
    keep(fields, field, value);
    const top = provided[field] ?? sent[field];
    keep(merged, field, changedByCustomer.has(field) ? existing?.[field] : top);
  }
  merged['FindingProviderFields'] = fields;
  merged['Severity'] = completeSeverity(objectAt(merged, 'Severity'));
}

/** FindingProviderFields knows a severity by its label and original only. */
function providerForm(field: string, value: Json | undefined): Json | undefined {
  if (field !== 'Severity' || typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const { Label, Original } = completeSeverity(value);
  return { ...(Label !== undefined && { Label }), ...(Original !== undefined && { Original }) };
}

/** NEW at first; back to NEW when a decided finding returns, except for a suppressed one. */
function statusAfter(existing: JsonObject | undefined, merged: JsonObject): string {
  if (!existing) return 'NEW';
  const status = textAt(objectAt(existing, 'Workflow'), 'Status') || 'NEW';
  if (status === 'SUPPRESSED') return status;
  const returned =
    textAt(existing, 'RecordState') === 'ARCHIVED' && textAt(merged, 'RecordState') === 'ACTIVE';
  return returned || failsAgain(existing, merged) ? 'NEW' : status;
}

function failsAgain(existing: JsonObject, merged: JsonObject): boolean {
  const before = textAt(objectAt(existing, 'Compliance'), 'Status');
  const after = textAt(objectAt(merged, 'Compliance'), 'Status');
  return before === 'PASSED' && ['FAILED', 'WARNING', 'NOT_AVAILABLE'].includes(after);
}

function keep(target: JsonObject, field: string, value: Json | undefined): void {
  if (value === undefined) delete target[field];
  else target[field] = value;
}

function timeOf(finding: JsonObject, field: string): number {
  return Date.parse(textAt(finding, field));
}
