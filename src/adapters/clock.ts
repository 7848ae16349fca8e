import { setTimeout } from 'node:timers/promises';
import type { Clock, Repeat } from '../ports/runtime';

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms) => setTimeout(ms),
};

export const systemRepeat: Repeat = (ms, act) => {
  const timer = setInterval(act, ms);
  timer.unref();
  return () => clearInterval(timer);
};
