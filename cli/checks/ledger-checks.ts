import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Config } from '../../src/config/config';
import { LEDGER_TABLE } from '../../src/installation';
import { errorCode } from '../terminal/error-text';
import { bad, type Check, type CheckResult, good } from './check';

const TableName = LEDGER_TABLE.name;
const DEPLOY = 'Run npm run deploy.';

/** Checks that the ledger's table exists with its indexes, and can be restored to any second. */
export function ledgerChecks({ aws: { region } }: Config): Check[] {
  const dynamo = new DynamoDBClient({ region });
  return [
    { name: 'Ledger', run: () => orMissing(() => checkTable(dynamo)) },
    { name: 'Ledger backup', run: () => orMissing(() => checkRecovery(dynamo)) },
  ];
}

async function orMissing(check: () => Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await check();
  } catch (error) {
    if (!['ResourceNotFoundException', 'TableNotFoundException'].includes(errorCode(error)))
      throw error;
    return bad(
      `There is no DynamoDB table ${TableName}`,
      'Run npm run deploy. If the table was deleted: docs/operations.md, "When the ledger is lost".',
    );
  }
}

async function checkTable(dynamo: DynamoDBClient): Promise<CheckResult> {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
  const found = new Set(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  const missing = Object.keys(LEDGER_TABLE.indexes).filter((name) => !found.has(name));
  if (missing.length === 0) return good(`${TableName} is ${Table?.TableStatus ?? 'there'}`);
  return bad(`The table ${TableName} lacks the index ${missing.join(', ')}`, DEPLOY);
}

async function checkRecovery(dynamo: DynamoDBClient): Promise<CheckResult> {
  const { ContinuousBackupsDescription } = await dynamo.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  if (recovery?.PointInTimeRecoveryStatus === 'ENABLED')
    return good('point-in-time recovery is on');
  return bad(
    `Point-in-time recovery is off, so the table ${TableName} can't be restored`,
    'Turn it on in DynamoDB (the table, Backups), or run npm run deploy.',
  );
}
