import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../flow/ports';

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms) => setTimeout(ms),
};
