import type { Severity } from './finding';

/** What can change about a known finding so that people have to be told, and a decision may have to be made again. */
export const CAUSES = ['exploited', 'exposed', 'severity', 'image', 'fix'] as const;
export type Cause = (typeof CAUSES)[number];

export type MaterialChange =
  /** CISA listed it on this day, YYYY-MM-DD. */
  | { cause: 'exploited'; since: string }
  /** These images, which it was in before, can now be reached from the internet. */
  | { cause: 'exposed'; images: string[] }
  | { cause: 'severity'; from: Severity; to: Severity }
  /** It is in these images as well, and in so many more that it does not name. */
  | { cause: 'image'; images: string[]; isExposed: boolean; more?: number }
  /** A fixed version is out, as `package version`. */
  | { cause: 'fix'; fixes: string[] };

/** A finding that joined a card which was posted before; `total` are then the open ones of its upgrade on the card. */
export interface JoinedChange {
  cause: 'joined';
  total: number;
  /** The upgrade clears it: there is a fixed version. */
  isCleared: boolean;
}

/** A material change of an open finding that people were not told of yet. */
export interface UntoldChange {
  change: MaterialChange;
  /** The scan that found it. */
  scanId: string;
  due?: MovedDate;
  /** Shown in the channel as well: the finding is due within three days now, and was not before. */
  isUrgent: boolean;
}

/** A due date that became sooner, ISO 8601; `before` is absent where it was the next rebuild. */
export interface MovedDate {
  now: string;
  before?: string;
}
