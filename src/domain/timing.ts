/*
 * The one table of waits and ages. Each entry says what it is derived from and whether the figure is documented,
 * measured or chosen. The rates of the services are in limits.ts.
 */

const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/* Security Hub: writes and reads. */

/** First and longest pause between two tries of one call. Chosen: five tries take at most 6 s without a Retry-After. */
export const HUB_RETRY_MS = { first: 200, longest: 10 * SECOND_MS };

/* Slack: posts and history. */

/**
 * After this the outcome of a call to Slack with an unknown outcome is settled: the post or update has landed, and the
 * history shows the post. Slack documents no figures; the simulation runs with landings up to 38 s late and a history
 * that lags by up to 80 s.
 */
export const SETTLE_MS = 120 * SECOND_MS;

/** Timeout of one Web API call by a queue worker. Derived: two of them fit into the rest of a loop after LOOP_BUDGET_MS. */
export const SLACK_TIMEOUT_MS = 8 * SECOND_MS;

/** How long Details waits for Security Hub before it shows what the ledger has. Chosen: a person is looking at it. */
export const HUB_WAIT_MS = 4 * SECOND_MS;

/** Timeout of the calls inside one click or command. Derived: Slack waits 3 s (docs.slack.dev, handling user interaction). */
export const CLICK_TIMEOUT_MS = 2 * SECOND_MS;

/** The part of those 3 s that it may take to learn from Slack who the person is. Chosen: a form opens in the rest. */
export const PERSON_TIMEOUT_MS = SECOND_MS;

/** The part of those 3 s that a private answer may take, cold start included. */
export const CLICK_REPLY_TIMEOUT_MS = 1.2 * SECOND_MS;

/** Pause after a rate limit without a usable Retry-After header. Chosen: Slack's usual value. */
export const RATE_LIMIT_PAUSE_MS = 30 * SECOND_MS;

/** How long people and user groups are cached, and so the longest that a revoked right is still accepted. Chosen. */
export const PEOPLE_CACHE_MS = 5 * MINUTE_MS;

/* Cards. */

/** A page that is not complete waits so long for its other findings before it is posted. Chosen. */
export const GATHER_MS = 3 * SECOND_MS;

/**
 * Findings of Trivy's own template wait so long for others that are imported together: they do not say how many there
 * are. Chosen: BatchImportFindings takes 100 a call, so a report takes seconds.
 */
export const GATHER_FOREIGN_MS = 20 * SECOND_MS;

/** A card that was posted longer ago takes no further finding: an update notifies nobody. Chosen. */
export const YOUNG_CARD_MS = 15 * MINUTE_MS;

/**
 * A finding that joins the card of its own scan later than this after the post is told in the thread, and one that is CRITICAL or
 * exploited has a card of its own then. Chosen: people have read it.
 */
export const LATE_MS = 5 * MINUTE_MS;

/**
 * A digest is drawn again so long after a decision, once for all that come meanwhile. Chosen: within Slack's rate of updates,
 * and no longer than GATHER_MS, for which the painter waits.
 */
export const DIGEST_DEBOUNCE_MS = 3 * SECOND_MS;

/** After this a takeover between two cards of an upgrade that stopped half-way is completed. Chosen: longer than one takes. */
export const TAKE_OVER_MS = 60 * SECOND_MS;

/** Who works on an upgrade is released after this (issue 15). */
export const HOLD_MS = 7 * DAY_MS;

/** A digest whose findings have not all arrived is drawn again after so long. Chosen. */
export const DIGEST_DELAY_MS = 20 * SECOND_MS;

/**
 * A change of a finding that is due this soon, and was not before, is shown in the channel as well, and that it is now
 * known to be exploited in any case. Derived: the
 * shortest time that the decision table gives (urgency.ts).
 */
export const DUE_SOON_MS = 3 * DAY_MS;

/* Queues. */

/** Back-off of a record: doubles from the first to the longest. 200 receives last about two days. Chosen. */
export const BACK_OFF_MS = { first: 5 * SECOND_MS, longest: 15 * MINUTE_MS };

/** Random time added to a Retry-After, so that records do not all come back at once. Chosen. */
export const RETRY_JITTER_MS = 1_000;

/* The loops of the projector and the painter. */

/** A loop starts no further round after this. Derived: the functions' timeout of 30 s less one round of slow calls. */
export const LOOP_BUDGET_MS = 18 * SECOND_MS;

/** The index of a table shows a write after this, usually. Chosen; the tick makes up for the rest. */
export const INDEX_LAG_MS = SECOND_MS;

/** Pause before a status that Security Hub refused is written again: doubles from the first to the longest. Chosen. */
export const PUSH_BACK_OFF_MS = { first: 5 * SECOND_MS, longest: 2 * MINUTE_MS };

/* Schedules. */

/** Interval at which the loops are woken, because a wake-up may be lost and the index lags. Chosen. */
export const TICK_MS = 60 * SECOND_MS;

/**
 * Interval of the sweep. Chosen. A NEW finding that was updated longer ago than this may have lost its event.
 */
export const SWEEP_INTERVAL_MS = 15 * MINUTE_MS;

/** Interval at which the alarms are read, because an event of an alarm may be lost. Chosen. */
export const HEALTH_ROUND_INTERVAL_MS = 60 * MINUTE_MS;

/** The daily scan is missing when none has finished for this time. Chosen: a day, and two hours for the scan itself. */
export const NO_SCAN_MS = 26 * HOUR_MS;

/** A problem that lasts is posted again once a day. Derived: a day less half an hour, because schedules are not punctual. */
export const HEALTH_REMINDER_MS = DAY_MS - 30 * MINUTE_MS;

/* Scans. */

/**
 * An unchanged finding is imported again after this, and up to KEEP_SPREAD_MS more, each finding after a time of its own, so
 * that those of one day are not all due on one day. Security Hub deletes findings after 90 days without an update (user guide,
 * managing findings), so scans may stop for 45 days; it charges for every import (docs/cost.md).
 */
export const KEEP_ALIVE_MS = 30 * DAY_MS;
export const KEEP_SPREAD_MS = 15 * DAY_MS;

/** A vulnerability database older than this is reported. Derived: Trivy builds one every six hours. */
export const OLD_DATABASE_MS = 2 * DAY_MS;

/** Least time between two events of a scan's progress: each one is an update of a Slack message. Chosen. */
export const PROGRESS_INTERVAL_MS = 5 * SECOND_MS;

/** First pause before a failed download of the database is tried again; doubled each time. Chosen. */
export const DOWNLOAD_RETRY_MS = 5 * SECOND_MS;

/** Trivy ends itself at its own timeout; it is killed this much later. Chosen. */
export const TRIVY_GRACE_MS = 15 * SECOND_MS;

/* Feeds: KEV and EPSS. */

/** How long one place of a feed may take, from its name to the last byte. Chosen: 2 MB, and images are scanned meanwhile. */
export const FEED_TIMEOUT_MS = 60 * SECOND_MS;

/** For asking Trivy about all targets of upgrades: a scan does not take longer because of it. Chosen. */
export const ASK_TRIVY_MS = 60 * SECOND_MS;

/** A last good copy that is used in place of a feed is reported once it is older. Chosen: a night or two without an answer. */
export const FEED_COPY_MS = { kev: 2 * DAY_MS, epss: 3 * DAY_MS };

/**
 * An edition that was published longer ago is reported, because its place seems to be updated no more. EPSS is published
 * daily. CISA adds to its catalogue a few times a week; the longest pause until August 2025 was 26 days.
 */
export const FEED_OUTDATED_MS = { kev: 35 * DAY_MS, epss: 5 * DAY_MS };

/* The lease of the scan that writes. */

/** How long it holds without being renewed. Chosen: a scan that was killed keeps the next one waiting so long. */
export const LEASE_MS = 5 * MINUTE_MS;

/** Pause between two renewals, and between two looks of a scan that waits for it. Chosen: four may fail. */
export const LEASE_RENEW_MS = 60 * SECOND_MS;
export const LEASE_POLL_MS = 10 * SECOND_MS;

/** So long before its end nothing more is begun under it. Derived: one call with all its tries takes less. */
export const LEASE_MARGIN_MS = 60 * SECOND_MS;

/** How long a scan waits for another one. Chosen: the first import of 50,000 findings takes minutes. */
export const LEASE_WAIT_MS = 2 * HOUR_MS;
