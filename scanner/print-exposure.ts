import { namesWithoutImage } from '../src/domain/exposure';
import type { AffectedImage } from '../src/domain/finding';
import { groupBy } from '../src/domain/group-by';
import type { Unclear } from '../src/domain/reach';
import type { UnclearExposure } from '../src/ports/images';

interface Seen {
  images: AffectedImage[];
  /** Every configured image was scanned, so a name that fits none of them fits nothing. */
  isEverything: boolean;
  /** Services whose exposure could not be derived; absent where images do not come from ECS. */
  unclear: UnclearExposure[] | undefined;
  /** `exposed` of vulnscan.yml. */
  names: string[] | undefined;
}

/** Names shown in one line. */
const NAMES_SHOWN = 10;

const WHY: Record<Unclear, string> = {
  not_read: 'AWS could not be read',
  not_found: 'something that ECS names, such as a target group, does not exist',
  host_network: 'tasks use the network of their instance',
  classic_balancer: 'there is a Classic Load Balancer in front, which is not looked at',
  route: 'the default route leads to an appliance or to another network',
  some_addresses: 'a security group lets in some public addresses only',
  other_port: 'a security group is open on ports that no container declares',
  internal_balancer:
    'there is an internal load balancer in front, and maybe CloudFront or API Gateway before it',
  by_name: 'other services reach it by Cloud Map, Service Connect or VPC Lattice',
};

const LIST = 'list what the internet reaches under exposed in vulnscan.yml';
/** Where a list would not help. */
const NEXT: Partial<Record<Unclear, string>> = {
  not_read: 'the log names the call; deploy again if a permission is missing',
  not_found: 'correct the service',
};

/** Lines about images of which it is not known whether the internet reaches them, and about names that fit no image. */
export function exposureLines({ images, isEverything, unclear, names }: Seen): string[] {
  const misspelt = isEverything ? namesWithoutImage(names ?? [], images) : [];
  return [
    ...unclearLines(unclear ?? []),
    ...(unclear === undefined ? unlistedLines(images, names) : []),
    ...misspelt.map(
      (name) =>
        `EXPOSURE  "${name}" under exposed in vulnscan.yml is no image and no service; check its spelling.`,
    ),
  ];
}

function unclearLines(unclear: UnclearExposure[]): string[] {
  return [...groupBy(unclear, ({ why }) => why)].map(([why, services]) => {
    const names = services.map(({ name }) => name).sort();
    const shown = names.slice(0, NAMES_SHOWN).join(', ');
    const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
    return `EXPOSURE NOT KNOWN  ${shown}${more} (${why}): ${WHY[why]}. Counts as exposed; ${NEXT[why] ?? LIST}.`;
  });
}

function unlistedLines(images: AffectedImage[], names: string[] | undefined): string[] {
  const unknown = images.filter(({ exposure }) => exposure?.exposed === 'unknown').length;
  if (names !== undefined || unknown === 0) return [];
  const count = unknown === 1 ? '1 image counts' : `${unknown} images count`;
  return [`EXPOSURE NOT KNOWN  ${count} as exposed; ${LIST}.`];
}
