import { InvalidInput, type KnownError, Refused, Unavailable } from '../src/domain/errors';
import { readMessage, type TrivyMessage } from './trivy-message';

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

/** What a run was for. */
export interface Subject {
  /** Begins the message: `IMAGE was not scanned`. */
  failed: string;
  /** The image is in ECR, into which the task logs in. */
  inEcr: boolean;
}

interface Cause {
  pattern: RegExp;
  kind: typeof InvalidInput | typeof Refused | typeof Unavailable;
  code: string;
  /** Completes "IMAGE was not scanned: ...". */
  why: (said: string, subject: Subject) => string;
}

const TOO_SLOW = 'it took longer than allowed; raise scan.timeout.';
const NO_ANSWER =
  "the registry did not send it in time; check the way out of the task's subnets, or raise scan.timeout for a large image.";
const DISK_FULL = 'the disk is full; raise scan.disk.';
const OUT_OF_MEMORY =
  'Trivy was killed, most likely because it ran out of memory; raise scan.memory.';
const DATABASES = {
  vulnerability: { code: 'database_download', setting: 'scan.databases' },
  Java: { code: 'java_database_download', setting: 'scan.javaDatabases' },
};

/*
 * The innermost reasons that Trivy 0.74 gives, recorded in test/real/registry.test.ts; wordings of 0.70 to 0.73 from
 * aquasecurity/trivy's docs (troubleshooting) and issues.
 */
const CAUSES: Cause[] = [
  {
    pattern: /no child with platform/i,
    kind: InvalidInput,
    code: 'platform_missing',
    why: (said) =>
      `the image is not built for ${/with platform (\S+)/.exec(said)?.[1] ?? 'this platform'}; push it for that platform, too.`,
  },
  {
    pattern: /unsupported (artifact|media|MediaType)/i,
    kind: InvalidInput,
    code: 'not_an_image',
    why: () => 'it is not a container image; leave it out of images.',
  },
  {
    pattern: /TOOMANYREQUESTS|429 Too Many|rate limit/i,
    kind: Unavailable,
    code: 'rate_limited',
    why: () => 'the registry asks to slow down; try again later, or lower scan.parallel.',
  },
  {
    pattern:
      /UNAUTHORIZED|401 Unauthorized|403 Forbidden|DENIED|Not Authorized|no basic auth credentials/,
    kind: Refused,
    code: 'registry_denied',
    why: (_, { inEcr }) =>
      inEcr
        ? "the registry refused to hand it out; name its repository in deploy.repositories and another account's registry in registries, where that account has to allow it, too."
        : 'the registry refused to hand it out, or does not have it; only ECR is logged in to, so copy the image to ECR or make it public.',
  },
  {
    pattern: /BLOB_UNKNOWN|blob unknown/i,
    kind: InvalidInput,
    code: 'image_incomplete',
    why: () => 'the registry lacks a part of it; push it again.',
  },
  {
    pattern:
      /MANIFEST_UNKNOWN|NAME_UNKNOWN|manifest unknown|404 Not Found|no such file or directory/i,
    kind: InvalidInput,
    code: 'image_not_found',
    why: () => 'there is no such image; check its name and tag.',
  },
  {
    pattern:
      /no such host|connection refused|connection reset|network is unreachable|no route to host|i\/o timeout|Client\.Timeout|TLS handshake|x509|dial tcp|\bEOF\b/i,
    kind: Unavailable,
    code: 'network',
    why: (said) =>
      `a service could not be reached (${said}); check the task's subnets and try again.`,
  },
  {
    pattern: /unexpected status code 5\d\d|UNKNOWN: unknown error|INTERNAL_ERROR|UNAVAILABLE/,
    kind: Unavailable,
    code: 'registry_failed',
    why: (said) => `the registry failed (${said}); try again.`,
  },
];

/** Converts a failed run to an error whose message says what to do. */
export function explainEnding(ending: Ending, subject: Subject): KnownError {
  const { exitCode, signal, stderr, startError } = ending;
  const message = readMessage(stderr);
  const cause = new Error(`trivy ended with ${exitCode ?? signal}: ${message.reason}`);
  const error = (kind: Cause['kind'], code: string, why: string) =>
    new kind(code, `${subject.failed}: ${why}`, { cause });
  if (startError === ABORTED) return scanStopped();
  if (startError !== undefined) {
    const why = `Trivy can't be started (${startError}); install it, or set TRIVY to where it is.`;
    return new Refused('trivy_missing', why, { cause });
  }
  if (ending.timedOut) return error(...slow(stderr, message));
  if (exitCode === 137 || signal === 'SIGKILL' || OUT_OF_MEMORY_TEXT.test(stderr)) {
    return error(Refused, 'out_of_memory', OUT_OF_MEMORY);
  }
  if (/no space left on device/i.test(message.text)) return error(Refused, 'disk_full', DISK_FULL);
  const database = databaseIn(message.text);
  if (database !== undefined) return error(...notDownloaded(database, message.reason));
  const known = causeOf(message.reason);
  if (known !== undefined) {
    return error(known.kind, known.code, known.why(message.reason, subject));
  }
  if (TIMED_OUT_TEXT.test(message.text)) return error(...slow(stderr, message));
  return error(Refused, 'trivy_failed', `Trivy failed (${message.reason}); see the log.`);
}

/** The cause by the reason's words alone: an image in its URL may be called "denied". */
function causeOf(reason: string): Cause | undefined {
  const words = reason.replace(/https?:\/\/\S+/g, '');
  return CAUSES.find(({ pattern }) => pattern.test(words));
}

type Explained = [kind: Cause['kind'], code: string, why: string];

const TIMED_OUT_TEXT = /context deadline exceeded|analyze error: timeout|provide a higher timeout/i;
/** What the Go runtime writes. */
const OUT_OF_MEMORY_TEXT = /runtime: out of memory|cannot allocate memory/;

/** A registry that never answers holds Trivy up for longer than its own limit, and Trivy says nothing about it. */
function slow(stderr: string, message: TrivyMessage): Explained {
  const [, database] =
    /Downloading (vulnerability|Java) DB(?![\s\S]*successfully)/.exec(stderr) ?? [];
  if (database === 'vulnerability' || database === 'Java') {
    return notDownloaded(database, 'no answer in time');
  }
  const arrived = /Detected OS|Number of language-specific files/.test(stderr);
  return arrived && !message.remote
    ? [Unavailable, 'trivy_timeout', TOO_SLOW]
    : [Unavailable, 'registry_timeout', NO_ANSWER];
}

function databaseIn(text: string): keyof typeof DATABASES | undefined {
  if (/Java DB/i.test(text)) return 'Java';
  return /vulnerability DB|DB error|--skip-db-update' cannot|--skip-db-update cannot/i.test(text)
    ? 'vulnerability'
    : undefined;
}

/** Where the registry refuses, trying again is useless. */
function notDownloaded(database: keyof typeof DATABASES, said: string): Explained {
  const { code, setting } = DATABASES[database];
  const kind = causeOf(said)?.kind ?? Unavailable;
  return [
    kind === Unavailable ? Unavailable : Refused,
    code,
    `Trivy could not get its ${database} database (${said}); try again, or set ${setting} to a mirror that the task can reach.`,
  ];
}

/** Trivy unpacked a JAR and has no Java database, which it must not download by itself. */
export function lacksJavaDatabase({ stderr }: Ending): boolean {
  return /--skip-java-db-update'? cannot be specified on the first run/.test(stderr);
}

/** Errno of a run that was ended by the scan's abort signal. */
const ABORTED = 'ABORT_ERR';

export function scanStopped(): Refused {
  return new Refused(
    'scan_stopped',
    'The scan was stopped before its end and nothing was written; start it again.',
  );
}
