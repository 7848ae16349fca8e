import type { HomeView } from '@slack/types';
import type { Finding } from '../../../domain/finding';
import type { AlertEntry } from '../../../domain/message';
import type { Overview } from '../../../domain/overview';
import { buttonValue } from '../button-values';
import { code } from '../escape';
import { LIMITS } from '../limits';
import { attentionTexts } from './attention';
import { chart, dayBars } from './chart';
import { scopeWords } from './decision';
import { countsLine, short } from './digest';
import { feedTexts } from './feeds';
import { lastScanLines, runningLines, troubleLines } from './last-scan';
import { lookedAt } from './looked-at';
import { openLine } from './query-answer';
import { type RenderContext, showDay, showDayShort, showTime } from './render-context';
import {
  actions,
  type Block,
  type ButtonSpec,
  button,
  context as contextBlock,
  header,
  identify,
  plainContext,
  section,
} from './shared-blocks';

/** `blocks` may hold a chart, which @slack/types does not know. */
export type Home = Omit<HomeView, 'blocks'> & { blocks: Block[] };

/** The home tab. Without charts the trend is drawn as text. */
export function renderHome(overview: Overview, context: RenderContext, withChart: boolean): Home {
  return {
    type: 'home',
    blocks: identify('home', [
      ...summary(overview, context),
      ...byImage(overview, context),
      ...trend(overview, context, withChart),
      ...next(overview, context),
      ...expiring(overview, context),
    ]),
  };
}

/** For a person who is not a full member of the workspace. */
export function renderRefusal({ text }: RenderContext): Home {
  return {
    type: 'home',
    blocks: identify('refused', [header(text.home.membersOnly), section(text.notice.membersOnly)]),
  };
}

function summary(overview: Overview, context: RenderContext): Block[] {
  const { text } = context;
  const { bySeverity } = overview.open;
  const counts = countsLine({ bySeverity }, context);
  return [
    header(headerWords(overview, context)),
    ...(counts === '' ? [] : [section(counts)]),
    contextBlock(health(overview, context)),
    ...(overview.lastScan === undefined ? [] : [plainContext(lookedAt(context), 300)]),
    ...troubleLines(overview, context).map(section),
    ...attentionTexts(overview.lastScan?.attention ?? [], context).map(section),
    ...feedTexts(overview.lastScan?.staleFeeds ?? [], context).map(section),
    actions([
      button({ action: 'scan_now', label: text.button.scanNow, value: 'all', style: 'primary' }),
      button({ action: 'home_refresh', label: text.button.refresh, value: 'home' }),
    ]),
  ];
}

function headerWords(overview: Overview, context: RenderContext): string {
  const { text } = context;
  const { total, complete, bySeverity, overdue } = overview.open;
  if (total === 0) return emptyWords(overview, context);
  const { CRITICAL: critical = 0 } = bySeverity;
  return [
    complete ? text.scan.open(total) : text.answer.open(text.answer.atLeast(text.findings(total))),
    ...(critical === 0 ? [] : [text.home.critical(critical)]),
    ...(overdue === 0 ? [] : [text.home.overdue(overdue)]),
  ].join(' · ');
}

/** No open findings means something only after a scan. */
function emptyWords({ lastScan }: Overview, { text }: RenderContext): string {
  return lastScan === undefined ? text.home.neverScanned : text.home.clean;
}

function health({ lastScan, running, at }: Overview, context: RenderContext): string {
  const { home } = context.text;
  return [
    ...runningLines(running, context),
    ...(lastScan === undefined ? [] : lastScanLines(lastScan, context)),
    home.updated(showTime(context, at)),
  ].join(' · ');
}

function byImage({ open }: Overview, context: RenderContext): Block[] {
  if (open.byImage.length === 0) return [];
  const lines = open.byImage.map(({ name, count }) => `${code(short(name), 60)} *${count}*`);
  return [section(`*${context.text.home.byImage}*\n${lines.join('\n')}`)];
}

function trend({ trend: days }: Overview, context: RenderContext, withChart: boolean): Block[] {
  const { trend: title, trendSeries } = context.text.home;
  if (days.every(({ open }) => open === 0)) return [];
  const points = days.map(({ day, open }) => ({ label: showDayShort(context, day), value: open }));
  if (withChart) return [chart('line', title, trendSeries, points)];
  return [section(`*${title}*\n\`\`\`${dayBars(points)}\`\`\``)];
}

function next(overview: Overview, context: RenderContext): Block[] {
  if (overview.next.length === 0) return [];
  return [
    section(`*${context.text.home.next}*`),
    ...overview.next.flatMap(({ finding, base }) => [
      section(openLine(finding, overview.at, context)),
      ...buttons({ finding, base }, context, [
        ['finding_resolve', context.text.button.resolve],
        ['finding_suppress', context.text.button.suppress],
      ]),
    ]),
  ];
}

function expiring(overview: Overview, context: RenderContext): Block[] {
  if (overview.expiring.length === 0) return [];
  return [
    section(`*${context.text.home.expiring}*`),
    ...overview.expiring.flatMap(({ finding, base, until }) => [
      section(expiringLine({ finding, until, at: overview.at }, context)),
      ...buttons({ finding, base }, context, [['finding_reopen', context.text.button.reopen]]),
    ]),
  ];
}

function expiringLine(
  { finding, until, at }: { finding: Finding; until: string; at: string },
  context: RenderContext,
): string {
  const ends = context.text.home.ends(showDay(context, until));
  const where = scopeWords(finding, context);
  return [openLine(finding, at, context), ends, where].filter((part) => part).join(' · ');
}

function buttons(
  { finding, base }: Pick<AlertEntry, 'finding' | 'base'>,
  { text }: RenderContext,
  offered: [ButtonSpec['action'], string][],
): Block[] {
  const value = buttonValue({ finding, base }, LIMITS.buttonValue);
  if (value === undefined) return [];
  return [
    actions(
      offered.map(([action, label]) =>
        button({
          action,
          label,
          value,
          spoken: text.alert.decideFor(label, finding.vulnerabilityId),
        }),
      ),
    ),
  ];
}
