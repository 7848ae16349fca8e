import { type CvssScore, rankRatings, shownScore } from '../../../domain/cvss';
import { defined } from '../../../domain/defined';
import type { KnownFinding } from '../../../domain/detection';
import { InvalidInput } from '../../../domain/errors';
import {
  type Finding,
  type RecordState,
  SEVERITIES,
  type Severity,
  WORKFLOW_STATUSES,
  type WorkflowStatus,
} from '../../../domain/finding';
import { GENERATOR_PREFIX, MARK_FIELD, PRODUCT_FIELDS } from '../../../domain/finding-fields';
import { decodeEntities } from './html-entities';
import { readInherited } from './inherited';
import { readMark } from './mark';
import { readImages, readPackages } from './parse-resources';
import { readRebuild, readRemedies } from './remedies';
import { readPage } from './scan-page';
import { StoredFinding } from './schema';
import { readUrgency } from './urgency';

/**
 * Parses a finding as Security Hub stores it or sends it in events: vulnscan's own, those of Trivy's contrib/asff.tpl,
 * and as much as possible of any other. Throws InvalidInput `finding` when it has no Id or no ProductArn.
 */
export function parseFinding(json: unknown): KnownFinding {
  const result = StoredFinding.safeParse(json);
  if (!result.success || result.data.Id === '') {
    throw new InvalidInput(
      'finding',
      'This is not a finding in the AWS Security Finding Format: it has no Id or no ProductArn; look at what sent it.',
      { cause: result.error },
    );
  }
  return toFinding(result.data);
}

function toFinding(stored: StoredFinding): KnownFinding {
  const content = stored.ProductFields[PRODUCT_FIELDS.content];
  const resolvedSeenAt = stored.ProductFields[PRODUCT_FIELDS.resolvedSeenAt];
  return {
    id: stored.Id,
    productArn: stored.ProductArn,
    generatorId: stored.GeneratorId,
    accountId: stored.AwsAccountId,
    region: stored.Region ?? stored.Resources[0]?.Region ?? stored.ProductArn.split(':')[3] ?? '',
    workflowStatus: workflowStatusOf(stored),
    recordState: recordStateOf(stored),
    createdAt: stored.CreatedAt,
    updatedAt: stored.UpdatedAt,
    ...vulnerabilityOf(stored),
    packages: readPackages(stored),
    ...readImages(stored),
    ...(stored.Note !== undefined && { note: noteOf(stored.Note) }),
    mark: readMark(stored.UserDefinedFields[MARK_FIELD]),
    ...scanOf(stored),
    ...defined({ content, resolvedSeenAt }),
  };
}

function vulnerabilityOf(stored: StoredFinding) {
  const vulnerabilityId = vulnerabilityIdOf(stored);
  const rated = cvssOf(stored);
  const cvss = isOwn(stored) ? rated : rankRatings(rated);
  const url =
    stored.SourceUrl ??
    stored.Remediation?.Recommendation?.Url ??
    stored.Vulnerabilities[0]?.ReferenceUrls[0];
  return {
    vulnerabilityId,
    ...severitiesOf(stored),
    title: titleOf(stored, vulnerabilityId),
    description: isOwn(stored) ? stored.Description : decodeEntities(stored.Description),
    ...defined({
      primaryUrl: url,
      renamedFrom: stored.ProductFields[PRODUCT_FIELDS.renamedFrom],
      urgency: readUrgency(stored.ProductFields),
      remedies: readRemedies(stored.ProductFields),
    }),
    ...shownScore(cvss),
    ...(cvss.length > 0 && { cvss }),
  };
}

function isOwn(stored: StoredFinding): boolean {
  return stored.ProductFields[PRODUCT_FIELDS.scan] !== undefined;
}

function otherField(stored: StoredFinding, key: string): string | undefined {
  const value = stored.Resources[0]?.Details?.Other[key];
  return value === '' ? undefined : value;
}

function vulnerabilityIdOf(stored: StoredFinding): string {
  if (stored.GeneratorId.startsWith(GENERATOR_PREFIX)) {
    const id = stored.GeneratorId.slice(GENERATOR_PREFIX.length);
    if (id !== '') return id;
  }
  return (
    stored.Vulnerabilities[0]?.Id ??
    otherField(stored, 'CVE ID') ??
    stored.Id.split('/').at(-1) ??
    stored.Id
  );
}

/** The vulnerability's title: our titles begin with the packages and the id. */
function titleOf(stored: StoredFinding, vulnerabilityId: string): string {
  if (!isOwn(stored)) return decodeEntities(otherField(stored, 'CVE Title') ?? stored.Title);
  const at = stored.Title.indexOf(`${vulnerabilityId} `);
  return at === -1 ? vulnerabilityId : stored.Title.slice(at + vulnerabilityId.length + 1);
}

/** The top-level severity is the customer's, who may have changed what the scanner said. */
function severitiesOf(stored: StoredFinding): Pick<KnownFinding, 'severity' | 'providerSeverity'> {
  const provided = labelOf(stored.FindingProviderFields?.Severity?.Label);
  const severity = labelOf(stored.Severity?.Label) ?? provided ?? 'INFORMATIONAL';
  return {
    severity,
    ...(provided !== severity && defined({ providerSeverity: provided })),
  };
}

function labelOf(label: string | undefined): Severity | undefined {
  return SEVERITIES.find((severity) => severity === label);
}

function workflowStatusOf(stored: StoredFinding): WorkflowStatus {
  return WORKFLOW_STATUSES.find((status) => status === stored.Workflow?.Status) ?? 'NEW';
}

function recordStateOf(stored: StoredFinding): RecordState {
  return stored.RecordState === 'ARCHIVED' ? 'ARCHIVED' : 'ACTIVE';
}

function noteOf(note: NonNullable<StoredFinding['Note']>): NonNullable<Finding['note']> {
  return {
    text: note.Text,
    updatedBy: note.UpdatedBy,
    ...defined({ updatedAt: note.UpdatedAt }),
  };
}

function scanOf(stored: StoredFinding): Pick<Finding, 'scan'> {
  const id = stored.ProductFields[PRODUCT_FIELDS.scan];
  if (id === undefined) return {};
  const newFindings = countIn(stored, PRODUCT_FIELDS.newFindings) ?? 0;
  const newCards = countIn(stored, PRODUCT_FIELDS.newCards);
  const databaseAt = stored.ProductFields[PRODUCT_FIELDS.databaseAt];
  const page = readPage(stored.ProductFields[PRODUCT_FIELDS.page]);
  const rebuild = readRebuild(stored.ProductFields);
  const inherited = readInherited(stored.ProductFields);
  const staleKev = staleKevOf(stored.ProductFields[PRODUCT_FIELDS.staleKev]);
  const more = defined({ newCards, page, rebuild, databaseAt, inherited, staleKev });
  return { scan: { id, newFindings, ...more } };
}

function staleKevOf(text: string | undefined): StaleKev | undefined {
  if (text === undefined) return undefined;
  return Number.isNaN(Date.parse(text)) ? {} : { copyOf: text };
}

type StaleKev = NonNullable<NonNullable<Finding['scan']>['staleKev']>;

function countIn(stored: StoredFinding, key: string): number | undefined {
  const text = stored.ProductFields[key];
  const count = Number(text);
  return text !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function cvssOf(stored: StoredFinding): CvssScore[] {
  const rated = stored.Vulnerabilities.flatMap((entry) => entry.Cvss).map((each) => ({
    version: each.Version ?? 'unknown',
    ...defined({ score: each.BaseScore, vector: each.BaseVector, source: each.Source }),
  }));
  return [...rated, ...templateCvss(stored)];
}

function templateCvss(stored: StoredFinding): CvssScore[] {
  return ['V3', 'V2'].flatMap((version) => {
    const score = Number(otherField(stored, `NvdCvssScore${version}`));
    const vector = otherField(stored, `NvdCvssVector${version}`);
    if (!(score > 0)) return [];
    const number = version === 'V2' ? '2.0' : (/^CVSS:(3\.\d)/.exec(vector ?? '')?.[1] ?? '3.0');
    return [{ version: number, score, ...defined({ vector }), source: 'nvd' }];
  });
}
