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
  kind: typeof InvalidInput | typeof Refused | typeof Unavailable;
  code: string;
  /** Completes "IMAGE was not scanned: ..."; `said` is Trivy's own message. */
  why: (said: string) => string;
}

const TIMED_OUT = 'it took longer than allowed; raise scan.timeout.';

/*
 * What Trivy 0.70 to 0.74 write to stderr, most specific first: a failed database download includes the network's
 * error. Texts from aquasecurity/trivy's docs (troubleshooting) and issues.
 */
const CAUSES: Cause[] = [
  {
    pattern:
      /(failed to download|download error|OCI artifact error|unable to initialize).*\b(vulnerability|java|vuln)?\s*DB|--skip-db-update cannot be specified on the first run|DB error/i,
    kind: Unavailable,
    code: 'database_download',
    why: (said) =>
      `Trivy could not get its vulnerability database (${said}); try again, or set scan.databases to a mirror you can reach.`,
  },
  {
    pattern: /no space left on device/i,
    kind: Refused,
    code: 'disk_full',
    why: () => "the disk is full; give the scanner's task more ephemeral storage.",
  },
  {
    pattern: /TOOMANYREQUESTS|429 Too Many|rate limit/i,
    kind: Unavailable,
    code: 'rate_limited',
    why: () => 'the registry asks to slow down; try again later, or lower scan.parallel.',
  },
  {
    pattern:
      /MANIFEST_UNKNOWN|NAME_UNKNOWN|manifest unknown|404 Not Found|unable to find the specified image|no such file or directory/i,
    kind: InvalidInput,
    code: 'image_not_found',
    why: () => 'there is no such image; check its name and tag.',
  },
  {
    pattern:
      /UNAUTHORIZED|401 Unauthorized|403 Forbidden|DENIED|Not Authorized|no basic auth credentials/i,
    kind: Refused,
    code: 'registry_denied',
    why: () =>
      'the registry did not let us in; allow the task role to pull it (ecr:GetAuthorizationToken, BatchGetImage, GetDownloadUrlForLayer).',
  },
  {
    pattern: /unsupported (artifact|media|MediaType)/i,
    kind: InvalidInput,
    code: 'not_an_image',
    why: () => 'it is not a container image; leave it out of images.',
  },
  {
    pattern: /context deadline exceeded|analyze error: timeout|provide a higher timeout/i,
    kind: Unavailable,
    code: 'trivy_timeout',
    why: () => TIMED_OUT,
  },
  {
    pattern:
      /no such host|connection refused|connection reset|i\/o timeout|TLS handshake|dial tcp/i,
    kind: Unavailable,
    code: 'network',
    why: (said) =>
      `a service could not be reached (${said}); check the task's subnets and try again.`,
  },
];

/** Converts a failed run to an error whose message says what to do. */
export function explainEnding(ending: Ending, image: string): KnownError {
  const { exitCode, signal, stderr, startError } = ending;
  const said = lastMessage(stderr);
  const cause = new Error(`trivy ended with ${exitCode ?? signal}: ${said}`);
  const notScanned = (kind: Cause['kind'], code: string, why: string) =>
    new kind(code, `${image} was not scanned: ${why}`, { cause });
  if (startError === ABORTED) return scanStopped();
  if (startError !== undefined) {
    const why = `Trivy can't be started (${startError}); install it, or set TRIVY to where it is.`;
    return new Refused('trivy_missing', why, { cause });
  }
  if (ending.timedOut) return notScanned(Unavailable, 'trivy_timeout', TIMED_OUT);
  if (exitCode === 137 || signal === 'SIGKILL') {
    return notScanned(
      Refused,
      'out_of_memory',
      'Trivy was killed, most likely because it ran out of memory; raise scan.memory.',
    );
  }
  const known = CAUSES.find(({ pattern }) => pattern.test(stderr));
  if (known !== undefined) return notScanned(known.kind, known.code, known.why(said));
  return notScanned(Refused, 'trivy_failed', `Trivy failed (${said}); see the log.`);
}

/** Errno of a run that was ended by the scan's abort signal. */
const ABORTED = 'ABORT_ERR';

export function scanStopped(): Refused {
  return new Refused(
    'scan_stopped',
    'The scan was stopped before its end and nothing was written; start it again.',
  );
}

/** Trivy's FATAL line if there is one, without its time, short, and without credentials in URLs. */
function lastMessage(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((each) => /\bFATAL\b/.test(each)) ?? lines.at(-1) ?? 'no message';
  const text = line.replace(/^\S+\s+FATAL\s+(Fatal error\s+)?/, '').replace(/\s+/g, ' ');
  return cutText(text.replace(/\/\/[^\s/@]+@/g, '//'), 300).trim();
}
