import type { Cause } from '../../../../domain/material-change';
import { askedWhen } from './asked-when';

export const STATE = {
  resolved: 'Resolved',
  suppressed: 'Suppressed',
  gone: 'Gone',
  reopened: 'Reopened',
  archived: 'Archived',
};

export const DECISION = {
  by: (state: string, who: string) => `${state} by ${who}`,
  elsewhere: (state: string) => `${state} in Security Hub`,
  archived: 'Archived in Security Hub. It comes back if a scan still detects it',
  byScanner: (state: string) => `${state} by the scanner`,
  goneSince: (at: string, where: string) => `Gone since ${at}: no longer in ${where}`,
  unscannedSince: (at: string, where: string) => `Not scanned since ${at}: ${where}`,
  until: {
    fix: 'until a fix exists',
    date: (date: string) => `until ${date}`,
    ever: 'for good',
  },
  renamedFrom: (id: string) => `Renamed from ${id}`,
  renamedTo: (id: string) => `Renamed to ${id}; see there`,
  archivedAt: (at: string) => `Archived ${at}`,
  goneSinceThen: 'No longer detected in any scanned image',
  stillThere: (where: string) => `still in ${where} after it was resolved`,
  expired: (date: string) => `the suppression ended on ${date}`,
  fixOut: (fixes: string) => `a fix is out: ${fixes}`,
  nowExploited: (day: string) => `now known to be exploited (CISA KEV, ${day})`,
  nowExposed: (where: string) => `now exposed to the internet: ${where}`,
  nowRated: (to: string, from: string) => `rated ${to}, was ${from}`,
  nowAlsoIn: (where: string, exposed: boolean, covers: string) =>
    `now also in ${where}${exposed ? ', exposed to the internet' : ''}: ${covers}`,
  coversOnly: {
    suppression: (where: string) => `the suppression covers only ${where}`,
    resolution: (where: string) => `it was resolved only in ${where}`,
  },
  otherImages: 'other images',
  in: (where: string) => `in ${where}`,
  everywhere: 'everywhere',
  justified: {
    'not-reachable': 'not reachable',
    'not-in-execute-path': 'not in the execute path',
    'mitigated-otherwise': 'mitigated otherwise',
    'risk-accepted': 'risk accepted',
    'false-positive': 'false positive',
  },
  askedAgain: (causes: Cause[], count: number) =>
    `asked again ${askedWhen(causes, count === 1 ? 'it is' : 'one is')}`,
  opensAgain: (at: string, elsewhere: boolean, count: number) => {
    const what = count === 1 ? 'it' : 'them';
    return `opens again if a scan still finds ${what} after ${at}${elsewhere ? `, or finds ${what} in any other image` : ''}`;
  },
  backIn: (where: string) => `detected again in ${where}`,
  before: (note: string) => `Before: ${note}`,
  anyImage: 'any image',
};

export const CONFIRM = {
  cancelTitle: 'Cancel this scan?',
  cancelText: 'Images that are already scanned stay as they are.',
  cancelYes: 'Cancel scan',
  cancelNo: 'Keep scanning',
  acceptTitle: 'Accept as gone?',
  acceptText: (images: string) =>
    `A new scan of ${images} closes the findings that it does not show. Accept only if you know why they are gone.`,
  acceptYes: 'Accept',
  acceptNo: 'Keep them',
};

export const BULK = {
  count: (count: number, total: number) => (count < total ? `${count} of ${total}` : `${count}`),
  done: {
    resolve: (who: string, count: string, _until: string, packages: string) =>
      `${who} resolved ${count}${packages && `: ${packages}`}`,
    suppress: (who: string, count: string, until: string, packages: string) =>
      `${who} suppressed ${count} ${until}${packages && `: ${packages}`}`,
    reopen: (who: string, count: string, _until: string, packages: string) =>
      `${who} reopened ${count}${packages && `: ${packages}`}`,
  },
  undone: (who: string, reopened: number, stays: number) => {
    const rest =
      stays === 1 ? '1 was decided since and stays' : `${stays} were decided since and stay`;
    return `${who} undid this: ${reopened} open again${stays === 0 ? '' : `; ${rest}`}`;
  },
  undo: (count: number) => `Undo the decision on ${count}`,
  onlyIn: (images: string) => `Only in ${images}`,
  everywhere: 'Everywhere',
};

/** Lines in the thread of a card. `ids` are vulnerability ids. */
export const CHANGES = {
  // `mark` makes the state word bold, and is empty where it is read aloud.
  exploited: (mark: string, ids: string) => `${mark}Now known to be exploited${mark}: ${ids}`,
  exposed: (mark: string, images: string, ids: string) =>
    images === ''
      ? `${mark}Now exposed to the internet${mark}: ${ids}`
      : `${mark}Now exposed to the internet${mark} in ${images}: ${ids}`,
  severity: (mark: string, from: string, to: string, ids: string) =>
    `${mark}Now rated ${to}${mark}, was ${from}: ${ids}`,
  image: (mark: string, images: string, ids: string) =>
    `${mark}Now also${mark} in ${images}: ${ids}`,
  exposedImage: (mark: string, images: string, ids: string) =>
    `${mark}Now also${mark} in ${images}, exposed to the internet: ${ids}`,
  furtherImages: (count: number) => (count === 1 ? '1 more image' : `${count} more images`),
  fix: (mark: string, fixes: string, ids: string) =>
    `${mark}A fix is out${mark}: ${fixes} · ${ids}`,
  cleared: (count: number, ids: string, total: number) =>
    `${count} more cleared by this upgrade: ${ids} · now ${total}`,
  joined: (count: number, ids: string, total: number) =>
    `${count} more of this package: ${ids} · now ${total}`,
  due: (at: string, before?: string) =>
    before === undefined
      ? `due ${at} instead of at the next rebuild`
      : `due ${at} instead of ${before}`,
  more: (count: number) => (count === 1 ? 'and 1 more change' : `and ${count} more changes`),
};
