import * as z from 'zod/mini';
import { ALARM_PREFIX, type AlarmChange } from '../domain/health';
import type { Envelope } from './event-schema';

/** The part of `CloudWatch Alarm State Change` that is shown. */
const AlarmDetail = z.object({
  alarmName: z.string().check(z.startsWith(ALARM_PREFIX)),
  state: z.object({ value: z.enum(['ALARM', 'OK']), timestamp: z.optional(z.string()) }),
  configuration: z.optional(z.object({ description: z.optional(z.string()) })),
});

/** Undefined for any other event, and for an alarm that is not ours. */
export function readAlarm(event: Envelope): AlarmChange | undefined {
  if (event.source !== 'aws.cloudwatch') return undefined;
  if (event['detail-type'] !== 'CloudWatch Alarm State Change') return undefined;
  const detail = AlarmDetail.safeParse(event.detail);
  if (!detail.success) return undefined;
  const { alarmName, state, configuration } = detail.data;
  return {
    name: alarmName.slice(ALARM_PREFIX.length),
    description: configuration?.description ?? '',
    over: state.value === 'OK',
    at: event.time,
  };
}
