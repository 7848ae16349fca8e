/** One run of one variant: how long to the first poll, and to the answer of the first click. */
import { setTimeout as pause } from 'node:timers/promises';
import { forgedClick, signedClick } from './click.mjs';
import { startFunction } from './lambda.mjs';

export async function measureCold(setting) {
  const lambda = await startFunction(setting);
  try {
    const { at } = await expectAck(lambda, signedClick(0));
    return { firstPoll: lambda.firstPoll, firstAck: at - lambda.started };
  } finally {
    await lambda.close();
  }
}

/** People do not click without a break; without one, only the limit on the CPU would be measured. */
const BREAK_MS = 5;

/** The same function again and again: clicks, and then forged ones, of which none may reach AWS or fail. */
export async function measureWarm(setting, aws, count) {
  const lambda = await startFunction(setting);
  try {
    for (let number = 0; number < 20; number += 1) await expectAck(lambda, signedClick(number));
    const acks = [];
    for (let number = 20; number < 20 + count; number += 1) {
      await pause(BREAK_MS);
      acks.push((await expectAck(lambda, signedClick(number))).ms);
    }
    const before = aws.calls.length;
    const forged = [];
    for (let number = 0; number < count; number += 1) {
      await pause(BREAK_MS);
      const answer = await lambda.invoke(forgedClick(number));
      if (answer.failed || answer.body?.statusCode !== 401)
        throw new Error('a forged click was not refused');
      forged.push(answer.ms);
    }
    return { acks, forged, forgedCalls: aws.calls.length - before };
  } finally {
    await lambda.close();
  }
}

async function expectAck(lambda, event) {
  const answer = await lambda.invoke(event);
  if (answer.failed || answer.body?.statusCode !== 200) {
    throw new Error(`a click was not acknowledged: ${JSON.stringify(answer.body)}`);
  }
  return answer;
}

export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
