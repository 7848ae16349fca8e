import type { Details } from '../domain/details';
import type { DetailsPage, FormRef } from '../domain/job';
import type { Overview } from '../domain/overview';
import type { Coverage } from '../domain/query-answer';

/** The app's Home tab, one per person. */
export interface HomeTab {
  publish(userId: string, overview: Overview): Promise<void>;
  /** For a person who may not see it. */
  refuse(userId: string): Promise<void>;
}

/** Open forms. A form that was closed or changed meanwhile is left alone. */
export interface Forms {
  /** Undefined: nothing is known of the upgrade any more. */
  showDetails(page: DetailsPage, details: Details | undefined): Promise<void>;
  showCoverage(form: FormRef, coverage: Coverage): Promise<void>;
}
