import { HUB_RATES } from '../src/domain/limits';
import { shareOf } from '../src/usecases/pacing';

/** Share of Security Hub's rates: calls arrive less evenly than they are sent. */
const SHARE = 0.97;
/** Of reading: people wait for the functions, which read findings as well, and nobody waits for the scanner's list. Chosen. */
const READ_SHARE = 0.5;

/** How fast a task of the scanner calls Security Hub. */
export const SCANNER_RATES = {
  ...shareOf(HUB_RATES, SHARE),
  GetFindings: shareOf(HUB_RATES, READ_SHARE).GetFindings,
};
