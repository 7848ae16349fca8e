import { parseEcrHost } from '../src/domain/image';

/** Variables needed to run and to reach the network; no TRIVY_* variable, which could change the filters. */
const NEEDED = [
  ...['PATH', 'HOME', 'TMPDIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
];
/** Variables by which the AWS SDK in Trivy logs in to ECR. */
const CREDENTIALS = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_REGION'],
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  ...['AWS_EC2_METADATA_DISABLED', 'AWS_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'],
];

/** Trivy's environment; credentials only for a run that pulls one of `references` from ECR. */
export function environmentOf(
  env: Record<string, string | undefined>,
  references: string[],
): Record<string, string> {
  const names = references.some(isInEcr) ? [...NEEDED, ...CREDENTIALS] : NEEDED;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export function isInEcr(reference: string): boolean {
  return parseEcrHost(reference.split('/')[0] ?? '') !== undefined;
}
