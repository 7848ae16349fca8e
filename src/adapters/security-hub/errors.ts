import { InvalidInput, type KnownError, Refused } from '../../domain/errors';
import { fromAws } from '../aws-errors';

const NOT_ENABLED =
  'Security Hub is not enabled in this account and Region, or the integration findings are imported as is not accepted, ' +
  'or a finding names another account; enable Security Hub CSPM and accept the "Aqua Security" integration ' +
  '(or set aws.product: default), then run again.';

/** Converts an error of Security Hub to one of our kinds. `action` completes "could not ...". */
export function fromSecurityHub(error: unknown, action: string): KnownError {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  switch (name) {
    case 'InvalidAccessException':
      return new Refused('security_hub_access', `Could not ${action}: ${NOT_ENABLED}`, {
        cause: error,
      });
    case 'AccessDeniedException':
      return new Refused(
        'security_hub_denied',
        `Could not ${action}: the role lacks a permission (${message}), or ${lowerFirst(NOT_ENABLED)}`,
        { cause: error },
      );
    case 'InvalidInputException':
    case 'ValidationException':
      return new InvalidInput(
        'security_hub_input',
        `Could not ${action}: Security Hub does not accept the request (${message}); this is a fault in vulnscan, please report it.`,
        { cause: error },
      );
    default:
      return fromAws(error, action);
  }
}

/** All findings of a call were refused because the account or product may not import. */
export function notEnabled(message: string): Refused {
  return new Refused('security_hub_access', `Nothing was imported (${message}): ${NOT_ENABLED}`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
