import { type Ending, explainEnding, lacksJavaDatabase } from '../../scanner/trivy-errors';

/* What Trivy 0.74.0 writes; the texts marked as recorded are from a run of test/real/registry.test.ts. */

const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1';

function explain(stderr: string, more: Partial<Ending & { inEcr: boolean }> = {}) {
  const { inEcr = true, ...ending } = more;
  return explainEnding(
    {
      exitCode: 1,
      signal: undefined,
      startError: undefined,
      timedOut: false,
      stderr,
      ...ending,
    },
    { failed: `${IMAGE} was not scanned`, inEcr },
  );
}

const STARTED = '2026-11-27T09:21:15Z\tINFO\t[vuln] Vulnerability scanning is enabled\n';
const fatal = (text: string) => `${STARTED}2026-11-27T09:21:15Z\tFATAL\tFatal error\t${text}\n`;

/** Every failure of a registry has this wrapper. */
const remote = (reason: string) =>
  fatal(
    `run error: image scan error: scan error: unable to initialize a scan service: unable to initialize artifact: unable to initialize container image: unable to find the specified image "127.0.0.1:38777/denied:1" in ["remote"]: 1 error occurred:\n\t* remote error: ${reason}`,
  );

const download = (reason: string) =>
  fatal(
    `run error: init error: DB error: failed to download vulnerability DB: OCI artifact error: failed to download vulnerability DB: failed to download artifact from 127.0.0.1:44555/trivy-db:2: ${reason}`,
  );

const analysis = (reason: string) =>
  fatal(
    `run error: image scan error: scan error: scan failed: failed analysis: analyze error: pipeline error: failed to analyze layer (sha256:d3c6faeef9a8e2a225c086f4319515d09ee1ed49145b38bc46dd356a7a89c19c): ${reason}`,
  );

const MANIFEST = 'GET http://127.0.0.1:38777/v2/denied/manifests/1';

describe('a registry that (recorded)', () => {
  it.each<[what: string, reason: string, code: string, sentence: RegExp]>([
    [
      'wants a password',
      `${MANIFEST}: UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:web Type:repository]]`,
      'registry_denied',
      /deploy\.repositories.*registries/,
    ],
    [
      'knows no such credentials, as ECR says it',
      `${MANIFEST}: unexpected status code 401 Unauthorized: Not Authorized\n`,
      'registry_denied',
      /deploy\.repositories/,
    ],
    [
      'denies it to the role',
      `${MANIFEST}: DENIED: User: arn:aws:sts::123456789012:assumed-role/vulnscan/task is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:123456789012:repository/web because no identity-based policy allows the ecr:BatchGetImage action`,
      'registry_denied',
      /deploy\.repositories/,
    ],
    [
      'forbids everything',
      'Get "https://127.0.0.1:38723/v2/": http: server gave HTTP response to HTTPS client; GET http://127.0.0.1:38723/v2/: unexpected status code 403 Forbidden: <html>no</html>',
      'registry_denied',
      /deploy\.repositories/,
    ],
    [
      'lacks the tag',
      `${MANIFEST}: MANIFEST_UNKNOWN: manifest unknown; map[Tag:1]`,
      'image_not_found',
      /no such image; check its name and tag/,
    ],
    [
      'lacks the repository',
      `${MANIFEST}: NAME_UNKNOWN: repository name not known to registry; map[name:denied]`,
      'image_not_found',
      /no such image/,
    ],
    [
      'lacks the platform',
      'no child with platform linux/arm64 in index 127.0.0.1:38777/denied:1',
      'platform_missing',
      /not built for linux\/arm64; push it for that platform/,
    ],
    [
      'has a chart of that name',
      'unsupported artifact type "application/vnd.cncf.helm.config.v1+json" for image "127.0.0.1:38777/denied:1"',
      'not_an_image',
      /leave it out/,
    ],
    [
      'does not run',
      'Get "https://127.0.0.1:33179/v2/": dial tcp 127.0.0.1:33179: connect: connection refused; Get "http://127.0.0.1:33179/v2/": dial tcp 127.0.0.1:33179: connect: connection refused',
      'network',
      /connection refused\); check the task's subnets/,
    ],
    [
      'does not exist',
      'Get "https://no-such-registry.invalid/v2/": dial tcp: lookup no-such-registry.invalid on 10.0.0.2:53: no such host',
      'network',
      /no such host\); check the task's subnets/,
    ],
    [
      'cuts the connection',
      'Get "https://127.0.0.1:35973/v2/": http: server gave HTTP response to HTTPS client; Get "http://127.0.0.1:35973/v2/": EOF',
      'network',
      /subnets/,
    ],
    [
      'is asked too often',
      `${MANIFEST}: TOOMANYREQUESTS: retry-after: 1s, allowed: 44000/minute`,
      'rate_limited',
      /scan\.parallel/,
    ],
    ['fails', `${MANIFEST}: UNKNOWN: unknown error`, 'registry_failed', /unknown error\); try/],
  ])('%s is told as that', (_what, reason, code, sentence) => {
    const error = explain(remote(reason));

    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(error.message).toMatch(new RegExp(`^${IMAGE} was not scanned: `));
    expect(error.message).not.toMatch(/unable to find the specified image|error occurred/);
  });

  it('lacks a layer is told as that', () => {
    const error = explain(
      fatal(
        'run error: image scan error: scan error: scan failed: failed analysis: unable to get the image ID: unable to get the image ID: GET http://127.0.0.1:37625/v2/web/blobs/sha256:7904b12c8837994b10e28c0171b80e508acd1b2842c1e46f1105de8fb1b021ad: BLOB_UNKNOWN: blob unknown to registry',
      ),
    );

    expect(error).toMatchObject({ code: 'image_incomplete' });
  });

  it('gives no answer is told as that, not as too short a limit, when Trivy has to be stopped', () => {
    const error = explain(STARTED, { exitCode: undefined, signal: 'SIGKILL', timedOut: true });

    expect(error).toMatchObject({
      code: 'registry_timeout',
      message: expect.stringMatching(/registry did not send it in time/),
    });
  });
});

it.each([
  'Get "https://10.1.2.3/v2/": dial tcp 10.1.2.3:443: i/o timeout',
  'Get "https://10.1.2.3/v2/": net/http: TLS handshake timeout',
  'Get "https://10.1.2.3/v2/": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  'Get "https://10.1.2.3/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
])('a registry that cannot be reached is a matter of the network: %s', (reason) => {
  expect(explain(remote(reason))).toMatchObject({ code: 'network' });
});

it('a registry outside ECR that refuses is not a matter of the task’s role', () => {
  const error = explain(remote(`${MANIFEST}: UNAUTHORIZED: authentication required`), {
    inEcr: false,
  });

  expect(error.code).toBe('registry_denied');
  expect(error.message).toMatch(/copy the image to ECR or make it public/);
});

describe('a database (recorded)', () => {
  const list = (reason: string) => `OCI repository error: 1 error occurred:\n\t* ${reason}\n`;

  it.each([
    [
      'that the registry refuses',
      list(
        'GET http://127.0.0.1:44555/v2/trivy-db/manifests/2: UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:trivy-db Type:repository]]',
      ),
      'UNAUTHORIZED: authentication required',
    ],
    [
      'that the registry lacks',
      list(
        'GET http://127.0.0.1:33125/v2/trivy-db/manifests/2: MANIFEST_UNKNOWN: manifest unknown; map[Tag:2]',
      ),
      'MANIFEST_UNKNOWN: manifest unknown',
    ],
    [
      'that cannot be reached',
      list(
        'Get "https://no-such-registry.invalid/v2/": dial tcp: lookup no-such-registry.invalid on 10.0.0.2:53: no such host',
      ),
      'no such host',
    ],
    [
      'that no source has',
      `failed to download artifact from any source: 1 error occurred:\n\t* ${list('GET http://127.0.0.1:34987/v2/trivy-db/manifests/2: TOOMANYREQUESTS: retry-after: 1s, allowed: 44000/minute')}`,
      'TOOMANYREQUESTS: retry-after: 1s',
    ],
    [
      'that is no database',
      'annotation org.opencontainers.image.title is missing\n',
      'annotation org.opencontainers.image.title is missing',
    ],
  ])('%s names scan.databases and the reason', (_what, reason, said) => {
    const { code, message } = explain(download(reason));

    expect(code).toBe('database_download');
    expect(message).toContain('scan.databases');
    expect(message).toContain(said);
    expect(message).not.toContain('error occurred');
  });

  it('for Java names scan.javaDatabases', () => {
    const error = explain(
      fatal(
        `run error: init error: DB error: Java DB error: OCI artifact error: failed to download Java DB: failed to download artifact from 127.0.0.1:34031/trivy-java-db:1: ${list('GET http://127.0.0.1:34031/v2/trivy-java-db/manifests/1: MANIFEST_UNKNOWN: manifest unknown; map[Tag:1]')}`,
      ),
    );

    expect(error.code).toBe('java_database_download');
    expect(error.message).toContain('scan.javaDatabases');
  });

  it('whose registry gives no answer is told as that when Trivy has to be stopped', () => {
    const stderr = `${STARTED}2026-11-27T09:40:03Z\tINFO\t[javadb] Downloading Java DB...\n2026-11-27T09:40:03Z\tINFO\t[javadb] Downloading artifact...\trepo="127.0.0.1:35767/trivy-java-db:1"\n`;

    expect(explain(stderr, { timedOut: true })).toMatchObject({ code: 'java_database_download' });
  });

  it.each([
    'oci download error: download error: failed to download /tmp/trivy-3233856741/oci-download-188544105/db.tar.gz: write /cache/db/trivy.db: no space left on device',
    'oci download error: copy error: write /tmp/trivy-2116185123/oci-download-3200587147/db.tar.gz: no space left on device',
  ])('that does not fit on the disk is a full disk', (reason) => {
    const error = explain(download(reason));

    expect(error.code).toBe('disk_full');
    expect(error.message).toMatch(/raise scan\.disk/);
  });

  it('that is missing for a JAR is recognised, so that it can be downloaded', () => {
    const missing = analysis(
      "post analysis error: post analysis error: Unable to initialize the Java DB: Java DB update failed: '--skip-java-db-update' cannot be specified on the first run",
    );
    const ending = { exitCode: 1, signal: undefined, startError: undefined, timedOut: false };

    expect(lacksJavaDatabase({ ...ending, stderr: missing })).toBe(true);
    expect(lacksJavaDatabase({ ...ending, stderr: remote('x') })).toBe(false);
  });

  it('that is missing at all names scan.databases', () => {
    const stderr = fatal(
      "run error: init error: DB error: database error: '--skip-db-update' cannot be specified on the first run",
    );

    expect(explain(stderr)).toMatchObject({ code: 'database_download' });
  });
});

describe('an image that', () => {
  it('does not fit on the disk is a full disk', () => {
    const stderr = analysis(
      'walk error: failed to process the file: failed to analyze file: failed to copy file to temp: copy error: write /tmp/trivy-2161697766/analyzer-composite-1948573074/analyzer-file-1470301348: no space left on device',
    );

    expect(explain(stderr)).toMatchObject({ code: 'disk_full' });
  });

  it.each<[string, string, Partial<Ending>]>([
    ['is killed', '', { exitCode: 137 }],
    ['is killed by a signal', '', { exitCode: undefined, signal: 'SIGKILL' }],
    ['gets no memory', 'fatal error: runtime: out of memory\n\nruntime stack:\n', { exitCode: 2 }],
  ])('%s for memory says scan.memory', (_how, stderr, ending) => {
    expect(explain(stderr, ending)).toMatchObject({
      code: 'out_of_memory',
      message: expect.stringMatching(/raise scan\.memory/),
    });
  });

  it('is analysed for too long says scan.timeout', () => {
    const timeout = fatal(
      'run error: image scan error: scan error: scan failed: failed analysis: analyze error: timeout: context deadline exceeded',
    );
    const arrived = `${STARTED}2026-11-27T09:21:16Z\tINFO\tDetected OS\tfamily="alpine"\n`;

    expect(explain(arrived, { timedOut: true })).toMatchObject({ code: 'trivy_timeout' });
    expect(explain(timeout.replace(STARTED, arrived))).toMatchObject({
      code: 'trivy_timeout',
      message: expect.stringMatching(/raise scan\.timeout/),
    });
  });

  it('is not there as a file says so', () => {
    const stderr = fatal(
      'run error: image scan error: scan error: unable to initialize a scan service: unable to initialize artifact: unable to initialize archive image: 2 errors occurred:\n\t* unable to open /tmp/none.tar as a Docker image: unable to open the file: open /tmp/none.tar: no such file or directory\n\t* unable to open /tmp/none.tar as an OCI Image: stat /tmp/none.tar/index.json: no such file or directory\n',
    );

    expect(explain(stderr)).toMatchObject({ code: 'image_not_found' });
  });

  it('fails in an unknown way keeps every reason, but no password', () => {
    const stderr = fatal(
      'run error: image scan error: scan error: 2 errors occurred:\n\t* something https://user:hunter2@x new\n\t* another thing\n',
    );

    expect(explain(stderr)).toMatchObject({
      code: 'trivy_failed',
      message: `${IMAGE} was not scanned: Trivy failed (something https://x new; another thing); see the log.`,
    });
  });
});
