import type { FormRef } from '../domain/job';
import type { Overview } from '../domain/overview';
import type { Coverage } from '../domain/query-answer';

/** The app's home tab, which each person has their own of. */
export interface HomeTab {
  publish(userId: string, overview: Overview): Promise<void>;
}

/** A form somebody has open. One that was closed or changed meanwhile is left alone. */
export interface Forms {
  showCoverage(form: FormRef, coverage: Coverage): Promise<void>;
}
