import { Unavailable } from '../domain/errors';
import {
  LEASE_MARGIN_MS,
  LEASE_MS,
  LEASE_POLL_MS,
  LEASE_RENEW_MS,
  LEASE_WAIT_MS,
} from '../domain/timing';
import type { LeaseStore } from '../ports/runs';
import type { Clock, Log, Repeat } from '../ports/runtime';

export interface LeaseDeps {
  store: LeaseStore;
  clock: Clock;
  repeat: Repeat;
  log: Log;
}

export interface HeldLease {
  /** Rejects with `Unavailable` `lease_lost` if somebody else may have it by now. Called before each write. */
  check(): Promise<void>;
  /** Never rejects. */
  release(): Promise<void>;
}

/**
 * Waits until no other process holds the lease, and takes it: two scans that compared at once would overwrite what the other
 * wrote. Rejects with `Unavailable` `lease_held` if that takes too long, like the archive, and with what `stopped` throws,
 * which is called while waiting. It is renewed until it is released. `holder` names this process and no other.
 */
export async function takeLease(
  deps: LeaseDeps,
  holder: string,
  stopped: () => void,
): Promise<HeldLease> {
  await acquire(deps, holder, stopped);
  const { check, renewIfDue } = createHeld(deps, holder);
  const stop = deps.repeat(LEASE_RENEW_MS, renewIfDue);
  return {
    check,
    release: () => {
      stop();
      return release(deps, holder);
    },
  };
}

async function acquire(deps: LeaseDeps, holder: string, stopped: () => void): Promise<void> {
  const { clock, log } = deps;
  const began = clock.now().getTime();
  const patient = createPatience(deps);
  let isTold = false;
  for (;;) {
    stopped();
    const other = await patient(() => tryToHold(deps, holder));
    if (other === undefined) return;
    if (clock.now().getTime() - began >= LEASE_WAIT_MS) {
      throw new Unavailable(
        'lease_held',
        'Another scan is still writing its result; scan again when it has ended.',
      );
    }
    if (!isTold) log.info('waiting for another scan to write its result', { holder: other });
    isTold = true;
    await clock.sleep(LEASE_POLL_MS);
  }
}

/**
 * An archive that does not answer counts as held until it has not answered for as long as a lease lasts: the process that holds it
 * may have renewed it a moment ago, and writes no more by then.
 */
function createPatience({ clock }: LeaseDeps) {
  let since: number | undefined;
  return async (act: () => Promise<string | undefined>): Promise<string | undefined> => {
    try {
      const other = await act();
      since = undefined;
      return other;
    } catch (error) {
      const now = clock.now().getTime();
      since ??= now;
      if (!(error instanceof Unavailable) || now - since >= LEASE_MS) throw error;
      return 'unknown';
    }
  };
}

/** Takes or renews it. Gives the holder's name if somebody else has it. */
async function tryToHold({ store, clock }: LeaseDeps, holder: string): Promise<string | undefined> {
  const present = await store.current();
  const now = clock.now().getTime();
  const { content } = present ?? {};
  if (content !== undefined && content.holder !== holder && isUnexpired(content.until, now)) {
    return content.holder;
  }
  const until = new Date(now + LEASE_MS).toISOString();
  return (await store.put({ holder, until }, present?.etag)) ? undefined : 'another';
}

/** A time far ahead is of a clock that was wrong, and would keep all scans waiting. */
function isUnexpired(until: string, now: number): boolean {
  const left = Date.parse(until) - now;
  return left > 0 && left <= 2 * LEASE_MS;
}

function createHeld(deps: LeaseDeps, holder: string) {
  const now = () => deps.clock.now().getTime();
  let heldFrom = now();
  let isLost = false;
  let renewing: Promise<void> | undefined;
  const renew = async () => {
    const from = now();
    const present = await deps.store.current();
    isLost = present?.content?.holder !== holder || (await tryToHold(deps, holder)) !== undefined;
    if (!isLost) heldFrom = from;
  };
  const renewOnce = () => {
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  /** A clock that was set back says nothing about how long it is held. */
  const isHeldFor = (ms: number) => now() < heldFrom || now() - heldFrom >= ms;
  const isDue = () => isHeldFor(LEASE_RENEW_MS);
  const isEnding = () => isHeldFor(LEASE_MS - LEASE_MARGIN_MS);
  return {
    renewIfDue(): void {
      if (isDue() && !isLost) renewOnce().catch((error) => notRenewed(deps, error));
    },
    async check(): Promise<void> {
      if (isDue() && !isLost) await renewOnce().catch((error) => notRenewed(deps, error));
      if (!isLost && !isEnding()) return;
      throw new Unavailable(
        'lease_lost',
        'This scan was held up for so long that another one took its place while it wrote its result; scan again.',
      );
    },
  };
}

function notRenewed({ log }: LeaseDeps, error: unknown): void {
  log.warn('the lease was not renewed', { error });
}

/** Otherwise the next scan waits until it expires. */
async function release({ store, clock, log }: LeaseDeps, holder: string): Promise<void> {
  try {
    const present = await store.current();
    if (present?.content?.holder !== holder) return;
    await store.put({ holder, until: clock.now().toISOString() }, present.etag);
  } catch (error) {
    log.warn('the lease was not released', { error });
  }
}
