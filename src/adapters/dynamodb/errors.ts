import { InvalidInput, type KnownError, Refused, Unavailable } from '../../domain/errors';
import { fromAws } from '../aws-errors';

/** Names of errors after which the same call may work, besides those of every service. */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'InternalServerError',
]);

/** Converts an error of DynamoDB to one of our kinds. `action` completes "could not ...". */
export function fromDynamo(error: unknown, action: string): KnownError {
  const name = error instanceof Error ? error.name : '';
  const said = error instanceof Error ? error.message : String(error);
  if (PASSING.has(name)) {
    return new Unavailable('ledger_busy', `The ledger is busy: could not ${action}; try again.`, {
      cause: error,
      ambiguous: name === 'InternalServerError',
    });
  }
  if (name === 'ValidationException' && /item size/i.test(said)) {
    return new InvalidInput(
      'ledger_item_size',
      `An item of the ledger would be larger than DynamoDB allows: could not ${action}; report it with the log.`,
      { cause: error },
    );
  }
  if (name === 'ResourceNotFoundException') {
    return new Refused(
      'ledger_missing',
      `The ledger's table does not exist: could not ${action}; run npm run deploy.`,
      { cause: error },
    );
  }
  return fromAws(error, action);
}

export function isConditionFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
