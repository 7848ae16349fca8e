import type { ModalView } from '@slack/types';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import { detailsView, emptyDetails } from '../../../src/adapters/slack/modals/details';
import { type Details, historyOf, placesOf } from '../../../src/domain/details';
import type { Finding } from '../../../src/domain/finding';
import type { Change } from '../../../src/domain/ledger';
import {
  decidedBy,
  findingOf,
  LIBDB,
  LOG4J,
  log4jFindings,
  remedyOf,
  SUPPRESS,
  VIM,
  vimFindings,
} from './card-states';

export const REF = { card: 'scan/s/r1', remedy: 'r', shown: 4 };

export const CHANGE: Change = {
  seq: 2,
  at: '2026-11-27T10:12:30.000Z',
  status: 'SUPPRESSED',
  by: 'U0ANA',
  action: 'suppress',
  reason: 'not reachable',
};

export function aDetails(
  findings: [Finding, ...Finding[]],
  change: Partial<Details> = {},
): Details {
  const remedy = change.remedy ?? remedyOf(LOG4J);
  return {
    ref: REF,
    remedy,
    first: findings[0],
    overdue: false,
    places: placesOf(findings, remedy),
    page: 1,
    pages: 1,
    total: findings.length,
    entries: findings.map((finding) => ({ finding, base: 0 })),
    history: historyOf(findings.map((finding) => ({ finding, changes: [] }))),
    historyOf: findings.length,
    answered: true,
    ...change,
  };
}

/** Details as people see them, each with its name. */
export function detailsViews(context: RenderContext): [string, ModalView][] {
  const [open, other, third] = log4jFindings();
  const decided = decidedBy(other, SUPPRESS);
  const gone = { ...third, workflowStatus: 'RESOLVED' as const, recordState: 'ARCHIVED' as const };
  const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H';
  const described = {
    base: 0,
    description: 'An attacker who can control log messages can execute code.',
    cvss: [{ version: '3.1', score: 10, vector, source: 'ghsa' }],
  };
  const history = historyOf([
    { finding: open, changes: [{ ...CHANGE, seq: 1, action: 'shown', by: 'vulnscan' }] },
    { finding: other, changes: [CHANGE] },
  ]);
  const entries = [open, decided, gone].map((finding) => ({ ...described, finding }));
  const vim = vimFindings(25);
  const views: [string, Details][] = [
    ['details', aDetails([open, decided, gone], { entries, history })],
    ['details-unanswered', aDetails(log4jFindings(), { answered: false })],
    ['details-no-fix', aDetails([findingOf(LIBDB)], { remedy: remedyOf(LIBDB) })],
    ['details-page', aDetails(vim, { remedy: remedyOf(VIM), page: 2, pages: 2, total: 25 })],
  ];
  return [
    ...views.map(([name, details]): [string, ModalView] => [
      name,
      detailsView(details, {}, context),
    ]),
    ['details-gone', emptyDetails({ ref: REF, page: 1 }, {}, context)],
  ];
}
