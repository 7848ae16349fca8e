import {
  type AwsSecurityFinding,
  type AwsSecurityFindingFilters,
  GetFindingsCommand,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { defined } from '../../domain/defined';
import type { KnownFinding } from '../../domain/detection';
import { type FindingKey, keyText } from '../../domain/finding';
import { GENERATOR_PREFIX, PRODUCT_NAME } from '../../domain/finding-fields';
import { chunksOf } from '../../domain/group-by';
import type { FindingFilter } from '../../ports/findings';
import type { Log } from '../../ports/runtime';
import { parseFinding } from './asff/parse-finding';
import { type CallDeps, call } from './call';

/** GetFindings: values per filter, and findings per page. */
const VALUES_PER_FILTER = 20;
const FINDINGS_PER_PAGE = 100;

export interface ReadDeps extends CallDeps {
  client: SecurityHubClient;
  log: Log;
  /** The account whose findings count. */
  account: string;
  /** Product ARNs whose findings count. */
  products: string[];
}

export async function get(deps: ReadDeps, keys: FindingKey[]): Promise<KnownFinding[]> {
  const wanted = new Set(keys.map(keyText));
  const ids = [...new Set(keys.map((key) => key.id))];
  const found: KnownFinding[] = [];
  for (const part of chunksOf(ids, VALUES_PER_FILTER)) {
    const filters: AwsSecurityFindingFilters = {
      AwsAccountId: equalTo([deps.account]),
      Id: equalTo(part),
      ProductArn: equalTo([...new Set(keys.map((key) => key.productArn))]),
    };
    for await (const finding of pages(deps, filters)) {
      if (wanted.has(keyText(finding))) found.push(finding);
    }
  }
  return found;
}

/** Findings of Trivy only: the account's default product may hold those of other tools. */
export function list(deps: ReadDeps, filter: FindingFilter): AsyncGenerator<KnownFinding> {
  return pages(deps, {
    AwsAccountId: equalTo([deps.account]),
    ProductArn: equalTo(deps.products),
    ProductFields: [{ Key: PRODUCT_NAME.key, Value: PRODUCT_NAME.value, Comparison: 'EQUALS' }],
    ...(filter.workflowStatus && { WorkflowStatus: equalTo(filter.workflowStatus) }),
    ...(filter.recordState && { RecordState: equalTo(filter.recordState) }),
    ...(filter.severities && { SeverityLabel: equalTo(filter.severities) }),
    ...(filter.vulnerabilityId !== undefined && {
      GeneratorId: equalTo([`${GENERATOR_PREFIX}${filter.vulnerabilityId}`]),
    }),
    ...(filter.updatedBefore !== undefined && {
      UpdatedAt: [{ Start: '1970-01-01T00:00:00.000Z', End: filter.updatedBefore }],
    }),
  });
}

async function* pages(
  deps: ReadDeps,
  filters: AwsSecurityFindingFilters,
): AsyncGenerator<KnownFinding> {
  let token: string | undefined;
  do {
    const command = new GetFindingsCommand({
      Filters: filters,
      MaxResults: FINDINGS_PER_PAGE,
      ...defined({ NextToken: token }),
    });
    const page = await call(deps, 'GetFindings', 'read findings from Security Hub', () =>
      deps.client.send(command),
    );
    for (const stored of page.Findings ?? []) yield* readable(deps, stored);
    token = page.NextToken;
  } while (token !== undefined && token !== '');
}

/** Skips a finding that can't be parsed. */
function readable({ log, account }: ReadDeps, stored: AwsSecurityFinding): KnownFinding[] {
  try {
    const finding = parseFinding(stored);
    return finding.accountId === account ? [finding] : [];
  } catch (error) {
    log.warn('unreadable finding', { id: stored.Id, error });
    return [];
  }
}

function equalTo(values: string[]) {
  return values.map((value) => ({ Value: value, Comparison: 'EQUALS' as const }));
}
