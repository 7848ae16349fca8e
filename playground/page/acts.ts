import * as z from 'zod';
import { slackAct } from '../../emulators/slack/acts';

const isOn = z.boolean().exactOptional();

/** What a person can do on the page: in Slack, in the AWS console, and with the playground itself. */
export const pageAct = z.discriminatedUnion('do', [
  slackAct,
  z.object({
    do: z.literal('set-faults'),
    faults: z.object({
      slackSlow: isOn,
      slackDown: isOn,
      securityHubThrottled: isOn,
      eventsDuplicated: isOn,
      scansStopped: isOn,
      databaseOld: isOn,
      poisonMessage: isOn,
      tokenRefused: isOn,
    }),
  }),
  /** A change made in the AWS console. */
  z.object({
    do: z.literal('console-update'),
    findingId: z.string(),
    status: z.string(),
    note: z.string().exactOptional(),
  }),
  /** Starts the next recorded scan: the images as they are after a fix. */
  z.object({ do: z.literal('rescan') }),
  /** CISA lists a vulnerability as known to be exploited; a scan follows. */
  z.object({ do: z.literal('list-exploited'), vulnerabilityId: z.string() }),
  /** A new service runs an image that has what another one has; a scan follows. */
  z.object({ do: z.literal('run-new-image') }),
  /** A running task dies in the middle of its work. */
  z.object({ do: z.literal('kill-task'), arn: z.string() }),
  /** Sets the language of vulnscan and of the page. */
  z.object({ do: z.literal('set-language'), language: z.enum(['en', 'ja']) }),
]);

export type PageAct = z.infer<typeof pageAct>;
