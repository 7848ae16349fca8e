import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LEDGER_TABLE } from '../src/installation';
import { allow } from './permissions';

type IndexName = keyof typeof LEDGER_TABLE.indexes;

/**
 * The table of findings and cards. It is kept when the stack is deleted, and DynamoDB refuses to delete it. Encrypted
 * with the key that AWS owns, which is free of charge.
 */
export class Ledger extends Construct {
  readonly table: Table;

  constructor(scope: Construct) {
    super(scope, 'Ledger');
    this.table = new Table(this, 'Table', {
      tableName: LEDGER_TABLE.name,
      partitionKey: key(LEDGER_TABLE.partitionKey),
      sortKey: key(LEDGER_TABLE.sortKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      encryption: TableEncryption.DEFAULT,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [name, index] of Object.entries(LEDGER_TABLE.indexes)) this.addIndex(name, index);
  }

  /** Allows reading items. */
  mayRead(): PolicyStatement {
    return allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem'], [this.table.tableArn]);
  }

  /** Allows reading and replacing items, and querying these indexes; never deleting an item or reading the whole table. */
  mayWrite(...indexes: IndexName[]): PolicyStatement[] {
    const write = allow(
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      [this.table.tableArn],
    );
    if (indexes.length === 0) return [write];
    return [
      write,
      allow(
        ['dynamodb:Query'],
        indexes.map((name) => `${this.table.tableArn}/index/${name}`),
      ),
    ];
  }

  /** Allows reading a finding's audit, whose items are in its partition. */
  mayReadAudit(): PolicyStatement {
    return allow(['dynamodb:Query'], [this.table.tableArn]);
  }

  private addIndex(
    indexName: string,
    index: { partitionKey: string; sortKey: string; attributes: readonly string[] },
  ): void {
    this.table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: key(index.partitionKey),
      sortKey: key(index.sortKey),
      ...(index.attributes.length === 0
        ? { projectionType: ProjectionType.KEYS_ONLY }
        : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.attributes] }),
    });
  }
}

function key(name: string) {
  return { name, type: AttributeType.STRING };
}
