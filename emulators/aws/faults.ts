import type { Span } from './random-delay';

/** Switches that may be turned while the server runs; everything is off at first. */
export interface Faults {
  /** Share of Security Hub calls (0..1) answered with LimitExceededException. */
  securityHubThrottle: number;
  /** Share of findings (0..1) that BatchUpdateFindings returns as unprocessed, ConcurrentUpdateError. */
  updateUnprocessed: number;
  /** Share of findings (0..1) that BatchImportFindings returns as failed, InternalFailure. */
  importFailed: number;
  /** Share of events (0..1) sent twice, the copy under an id of its own so that no queue drops it. */
  eventsDuplicated: number;
  /** Share of events (0..1) that arrive late, so that others overtake them. */
  eventsReordered: number;
  /** Share of S3 calls (0..1) answered with SlowDown. */
  s3SlowDown: number;
  /** Share of S3 calls (0..1) that are carried out and answered with InternalError. */
  s3AnswerLost: number;
  /** Milliseconds a sent message stays invisible on top of its queue's delay. */
  sqsDelay: Span;
}

export function noFaults(): Faults {
  return {
    securityHubThrottle: 0,
    updateUnprocessed: 0,
    importFailed: 0,
    eventsDuplicated: 0,
    eventsReordered: 0,
    s3SlowDown: 0,
    s3AnswerLost: 0,
    sqsDelay: { min: 0, max: 0 },
  };
}
