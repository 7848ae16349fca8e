import type { Named } from '../src/domain/exposure';
import { exposureLines } from './print-exposure';
import type { Jobs } from './scan-jobs';

/** Prints which names of `exposed` in vulnscan.yml name no image, and of which services it is not known who reaches them. */
export function tellExposure(
  { print }: { print(line: string): void },
  { exposed }: { exposed?: string[] },
  found: Pick<Jobs, 'complete' | 'failed' | 'unclear'>,
  { images, failed }: { images: Named[]; failed: number },
): void {
  const lines = exposureLines({
    images,
    isEverything: found.complete && found.failed.length + failed === 0,
    unclear: found.unclear,
    names: exposed,
  });
  for (const line of lines) print(line);
}
