/*
 * The one table of waits and ages. Each entry says what it is derived from and whether the figure is documented,
 * measured or chosen. The rates of the services are in limits.ts.
 */

const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/* Security Hub: writes and reads. */

/** How old a read may be. Chosen: not measured, and without a documented figure. The simulation runs with up to 60 s. */
export const STALE_READ_MS = 5 * MINUTE_MS;

/** After this an accepted write is applied and every read shows it: the delay of the write plus that of a read. */
export const APPLIED_MS = 2 * STALE_READ_MS;

/**
 * GetFindings and BatchUpdateFindings do not know a finding right after its import (FindingNotFound). Chosen:
 * APPLIED_MS with half as much again, because a finding that is given up too early waits for the sweep.
 */
export const INDEXING_MS = 1.5 * APPLIED_MS;

/** Pause before a Home tab is drawn again after a decision. Chosen: most writes are shown by then; a later one is not awaited. */
export const HOME_REDRAW_DELAY_MS = 2 * SECOND_MS;

/** Pause before NOTIFIED is written again within one run, doubled each time. Chosen; the record itself comes back later. */
export const NOTIFIED_RETRY_MS = 1_000;

/** First and longest pause between two tries of one call. Chosen: five tries take at most 6 s without a Retry-After. */
export const HUB_RETRY_MS = { first: 200, longest: 10 * SECOND_MS };

/* Slack: posts and history. */

/**
 * After this the channel's history shows a message that was posted, or whose post had no known outcome. Slack
 * documents no figure; the simulation runs with a lag of up to 20 s, and 60 s leaves a margin.
 */
export const SETTLE_MS = 60 * SECOND_MS;

/** Pause between two looks for a message just posted. Chosen: the history usually shows it within a second. */
export const HISTORY_POLL_MS = 1_000;

/** Difference between two clocks (Slack's, AWS's), including events that overtake each other. Chosen. */
export const CLOCK_SKEW_MS = 5 * MINUTE_MS;

/** Messages of findings that are older than this are not searched for. Chosen: bounds the pages of history read. */
export const HISTORY_LOOK_BACK_MS = 7 * DAY_MS;

/** Messages about vulnscan's own health that are older than this are not searched for. Chosen. */
export const HEALTH_LOOK_BACK_MS = 30 * DAY_MS;

/** Age of the messages that the current health is read from. Derived: scans and reminders of lasting problems are daily. */
export const STATUS_LOOK_BACK_MS = 3 * DAY_MS;

/** Timeout of one Web API call by a queue worker. Chosen: five of them fit into BATCH_BUDGET_MS. */
export const SLACK_TIMEOUT_MS = 8 * SECOND_MS;

/** Timeout of the calls inside one click or command. Derived: Slack waits 3 s (docs.slack.dev, handling user interaction). */
export const CLICK_TIMEOUT_MS = 2 * SECOND_MS;

/** The part of those 3 s that a private answer may take, cold start included. */
export const CLICK_REPLY_TIMEOUT_MS = 1.2 * SECOND_MS;

/** Pause after a rate limit without a usable Retry-After header. Chosen: Slack's usual value. */
export const RATE_LIMIT_PAUSE_MS = 30 * SECOND_MS;

/** How long people and user groups are cached, and so the longest that a revoked right is still accepted. Chosen. */
export const PEOPLE_CACHE_MS = 5 * MINUTE_MS;

/* Queues. */

/** Back-off of a record: doubles from the first to the longest. 200 receives last about two days. Chosen. */
export const BACK_OFF_MS = { first: 5 * SECOND_MS, longest: 15 * MINUTE_MS };

/** Random time added to a Retry-After, so that records do not all come back at once. Chosen. */
export const RETRY_JITTER_MS = 1_000;

/** No post is started later than this into a batch. Derived: the alerts function's timeout of 60 s less two calls. */
export const BATCH_BUDGET_MS = 40 * SECOND_MS;

/* Schedules. */

/**
 * Interval of the sweep. Chosen. A NEW finding that was updated longer ago than this, while the alerts queue is empty,
 * has lost its event.
 */
export const SWEEP_INTERVAL_MS = 15 * MINUTE_MS;

/** Interval at which the alarms are read, because an event of an alarm may be lost. Chosen. */
export const HEALTH_ROUND_INTERVAL_MS = 60 * MINUTE_MS;

/** The daily scan is missing when none has finished for this time. Chosen: a day, and two hours for the scan itself. */
export const NO_SCAN_MS = 26 * HOUR_MS;

/** A problem that lasts is posted again once a day. Derived: a day less half an hour, because schedules are not punctual. */
export const HEALTH_REMINDER_MS = DAY_MS - 30 * MINUTE_MS;

/* Scans. */

/** The longest that one scan runs; its digest and its message are no older. Chosen: about 1,000 images at 45 s each. */
export const LONGEST_SCAN_MS = 12 * HOUR_MS;

/**
 * An unchanged finding is imported again after this. Security Hub deletes findings after 90 days without an update
 * (user guide, managing findings); less than a day, so that each nightly scan leaves its stamp.
 */
export const REIMPORT_AFTER_MS = 20 * HOUR_MS;

/** A vulnerability database older than this is reported. Derived: Trivy builds one every six hours. */
export const OLD_DATABASE_MS = 2 * DAY_MS;

/** First pause before a failed download of the database is tried again; doubled each time. Chosen. */
export const DOWNLOAD_RETRY_MS = 5 * SECOND_MS;

/** Trivy ends itself at its own timeout; it is killed this much later. Chosen. */
export const TRIVY_GRACE_MS = 15 * SECOND_MS;
