import { InvalidInput, type KnownError, Refused, Unavailable } from '../src/domain/errors';
import { cutText } from '../src/domain/text';

/** How a run of Trivy ended. */
export interface Ending {
  /** Undefined when it was killed. */
  exitCode: number | undefined;
  signal: string | undefined;
  stderr: string;
  /** Killed by us because the time was up. */
  timedOut: boolean;
  /** Errno of a process that could not be started, such as ENOENT. */
  startError: string | undefined;
}

interface Cause {
  pattern: RegExp;
  make: (image: string, said: string) => KnownError;
}

/*
 * What Trivy 0.70 to 0.74 write to stderr, most specific first: a failed database download includes the network's
 * error. Texts from aquasecurity/trivy's docs (troubleshooting) and issues.
 */
const CAUSES: Cause[] = [
  {
    pattern:
      /(failed to download|download error|OCI artifact error|unable to initialize).*\b(vulnerability|java|vuln)?\s*DB|--skip-db-update cannot be specified on the first run|DB error/i,
    make: (image, said) =>
      new Unavailable(
        'database_download',
        `${image} was not scanned: Trivy could not get its vulnerability database (${said}); try again, or set scan.databases to a mirror you can reach.`,
      ),
  },
  {
    pattern: /no space left on device/i,
    make: (image) =>
      new Refused(
        'disk_full',
        `${image} was not scanned: the disk is full; give the scanner's task more ephemeral storage.`,
      ),
  },
  {
    pattern: /TOOMANYREQUESTS|429 Too Many|rate limit/i,
    make: (image) =>
      new Unavailable(
        'rate_limited',
        `${image} was not scanned: the registry asks to slow down; try again later, or lower scan.parallel.`,
      ),
  },
  {
    pattern:
      /MANIFEST_UNKNOWN|NAME_UNKNOWN|manifest unknown|404 Not Found|unable to find the specified image|no such file or directory/i,
    make: (image) =>
      new InvalidInput(
        'image_not_found',
        `${image} was not scanned: there is no such image; check its name and tag.`,
      ),
  },
  {
    pattern:
      /UNAUTHORIZED|401 Unauthorized|403 Forbidden|DENIED|Not Authorized|no basic auth credentials/i,
    make: (image) =>
      new Refused(
        'registry_denied',
        `${image} was not scanned: the registry did not let us in; allow the task role to pull it (ecr:GetAuthorizationToken, BatchGetImage, GetDownloadUrlForLayer).`,
      ),
  },
  {
    pattern: /unsupported (artifact|media|MediaType)/i,
    make: (image) =>
      new InvalidInput(
        'not_an_image',
        `${image} was not scanned: it is not a container image; leave it out of images.`,
      ),
  },
  {
    pattern: /context deadline exceeded|analyze error: timeout|provide a higher timeout/i,
    make: timedOut,
  },
  {
    pattern:
      /no such host|connection refused|connection reset|i\/o timeout|TLS handshake|dial tcp/i,
    make: (image, said) =>
      new Unavailable(
        'network',
        `${image} was not scanned: a service could not be reached (${said}); check the task's subnets and try again.`,
      ),
  },
];

/** Converts a failed run to an error whose message says what to do. */
export function explainEnding(ending: Ending, image: string): KnownError {
  const said = lastMessage(ending.stderr);
  const cause = new Error(`trivy ended with ${ending.exitCode ?? ending.signal}: ${said}`);
  if (ending.startError !== undefined) return notStarted(ending.startError, cause);
  if (ending.timedOut) return timedOut(image);
  if (ending.exitCode === 137 || ending.signal === 'SIGKILL') return outOfMemory(image, cause);
  const known = CAUSES.find((each) => each.pattern.test(ending.stderr));
  return (
    known?.make(image, said) ??
    new Refused('trivy_failed', `${image} was not scanned: Trivy failed (${said}); see the log.`, {
      cause,
    })
  );
}

/** Errno of a run that was ended by the scan's abort signal. */
const ABORTED = 'ABORT_ERR';

function notStarted(errno: string, cause: Error): Refused {
  if (errno === ABORTED) return scanStopped();
  return new Refused(
    'trivy_missing',
    `Trivy can't be started (${errno}); install it, or set TRIVY to where it is.`,
    { cause },
  );
}

export function scanStopped(): Refused {
  return new Refused(
    'scan_stopped',
    'The scan was stopped before its end and nothing was written; start it again.',
  );
}

function timedOut(image: string): Unavailable {
  return new Unavailable(
    'trivy_timeout',
    `${image} was not scanned: it took longer than allowed; raise scan.timeout.`,
  );
}

function outOfMemory(image: string, cause: Error): Refused {
  return new Refused(
    'out_of_memory',
    `${image} was not scanned: Trivy was killed, most likely because it ran out of memory; raise scan.memory.`,
    { cause },
  );
}

/** Trivy's FATAL line if there is one, without its time, short, and without credentials in URLs. */
function lastMessage(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((each) => /\bFATAL\b/.test(each)) ?? lines.at(-1) ?? 'no message';
  const text = line.replace(/^\S+\s+FATAL\s+(Fatal error\s+)?/, '').replace(/\s+/g, ' ');
  return cutText(text.replace(/\/\/[^\s/@]+@/g, '//'), 300).trim();
}
