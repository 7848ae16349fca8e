import { defined } from './defined';
import { InvalidInput } from './errors';

/** A parsed container image reference. */
export interface ImageReference {
  /** Absent for Docker Hub short names, which only recorded reports hold. */
  registry?: string;
  repository: string;
  tag?: string;
  digest?: string;
}

/** OCI distribution spec: lower-case path parts, joined by single separators. */
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${PART}(?:/${PART})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** An ECR host, which contains its account and Region. */
const ECR_HOST =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.((?:[a-z]{2}|eusc)(?:-[a-z]+)+-\d)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws)$/;
const MAX_LENGTH = 512;

/** Takes `[registry/]repository[:tag][@digest]`; throws InvalidInput `image_reference` for anything else. */
export function parseImageReference(text: string): ImageReference {
  if (text.length > MAX_LENGTH) throw malformed(text);
  const [rest, digest, surplus] = text.split('@');
  if (rest === undefined || surplus !== undefined) throw malformed(text);
  const { registry, path } = splitRegistry(rest);
  const colon = path.indexOf(':');
  const repository = colon === -1 ? path : path.slice(0, colon);
  const tag = colon === -1 ? undefined : path.slice(colon + 1);
  const valid =
    REPOSITORY.test(repository) &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || DIGEST.test(digest));
  if (!valid) throw malformed(text);
  return { repository, ...defined({ registry, tag, digest }) };
}

export function isImageReference(text: string): boolean {
  try {
    parseImageReference(text);
    return true;
  } catch {
    return false;
  }
}

/** A first part with a dot, a colon or the name localhost is a host (the rule Docker's client uses). */
function splitRegistry(rest: string): { registry?: string; path: string } {
  const slash = rest.indexOf('/');
  const first = slash === -1 ? '' : rest.slice(0, slash);
  if (!/[.:]/.test(first) && first !== 'localhost') return { path: rest };
  return { registry: first, path: rest.slice(slash + 1) };
}

/** An image's name for people: its repository without the registry. */
export function repositoryOf(name: string): string {
  return splitRegistry(name).path;
}

function malformed(text: string): InvalidInput {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new InvalidInput(
    'image_reference',
    `"${shown}" is not an image reference; write repository[:tag] or ACCOUNT.dkr.ecr.REGION.amazonaws.com/repository[:tag].`,
  );
}

/** The account and Region of an ECR host; undefined for any other host. */
export function parseEcrHost(host: string): { account: string; region: string } | undefined {
  const match = ECR_HOST.exec(host);
  const [, account, region] = match ?? [];
  return account === undefined || region === undefined ? undefined : { account, region };
}

/** An image's identity: registry and repository, without tag and digest, so that a decision survives a rebuild. */
export function imageName(reference: ImageReference): string {
  return reference.registry === undefined
    ? reference.repository
    : `${reference.registry}/${reference.repository}`;
}

export function formatReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${imageName(reference)}${tag}${digest}`;
}
