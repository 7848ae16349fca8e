import * as z from 'zod/mini';
import { SEVERITIES } from '../domain/finding';
import { duration, toMilliseconds } from './duration';

export const findings = z.strictObject({
  /** `vulnerability`: one finding per vulnerability, whatever the image. `image`: one per repository and vulnerability. */
  scope: z._default(z.enum(['vulnerability', 'image']), 'vulnerability'),
  severities: z._default(z.array(z.enum(SEVERITIES)).check(z.minLength(1)), ['CRITICAL', 'HIGH']),
  /** A resolved finding that is still detected after this long is opened again. */
  reopenAfter: z._default(duration, toMilliseconds('24h')),
});
