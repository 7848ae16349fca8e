import type { HomeView as SlackHomeView } from '@slack/types';
import { MOST_IMAGES } from '../../../domain/counts';
import { type Overview, PER_PAGE } from '../../../domain/overview';
import { attentionTexts } from './attention';
import { dueMenu, imageMenu } from './choices';
import { feedTexts } from './feeds';
import { runningLines, troubleLines } from './last-scan';
import { lookedAt } from './looked-at';
import { type RenderContext, showTime } from './render-context';
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
import { expiringRow, upgradeRow } from './upgrade-row';

export type Home = Omit<SlackHomeView, 'blocks'> & { blocks: Block[] };

/** The Home tab: how much is open, whether vulnscan is well, and the upgrades, most urgent first. */
export function renderHome(overview: Overview, context: RenderContext): Home {
  return {
    type: 'home',
    private_metadata: JSON.stringify(overview.view),
    blocks: [
      ...identify('home', [...summary(overview, context), controls(overview, context)]),
      ...upgrades(overview, context),
      ...expiring(overview, context),
      ...identify('foot', foot(overview, context)),
    ],
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
  const { lastScan, running } = overview;
  const troubles = [
    ...troubleLines(overview, context),
    ...attentionTexts(lastScan?.attention ?? [], context),
    ...feedTexts(lastScan?.staleFeeds ?? [], context),
  ];
  const scan = scanWords(overview, context);
  const isWell = troubles.length === 0 && lastScan !== undefined;
  const health = [...(scan === undefined ? [] : [scan]), ...runningLines(running, context)];
  return [
    header(headerWords(overview, context)),
    ...troubles.map(section),
    ...(health.length === 0 ? [] : [contextBlock(`${isWell ? '✅ ' : ''}${health.join(' · ')}`)]),
    ...(lastScan === undefined && running.length === 0
      ? [section(context.text.home.scanHint)]
      : []),
  ];
}

function headerWords(overview: Overview, context: RenderContext): string {
  const { text } = context;
  const { total, complete, critical, overdue } = overview.open;
  if (total === 0) return emptyWords(overview, context);
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

/** When the last scan was, of how many images, and how old its database was. */
function scanWords({ lastScan }: Overview, context: RenderContext): string | undefined {
  if (lastScan === undefined) return undefined;
  const { home, listed } = context.text;
  const { at, images, databaseAt, failure } = lastScan;
  const scan = home.lastScan(showTime(context, at));
  const database =
    databaseAt !== undefined
      ? [home.database(showTime(context, databaseAt))]
      : failure === undefined
        ? [home.databaseUnknown]
        : [];
  const whole = images === undefined ? scan : listed([scan, home.allImages(images)]);
  return [whole, ...database].join(' · ');
}

/** Nothing is to be filtered where nothing is open. */
function controls({ open, choices, view }: Overview, context: RenderContext): Block {
  const { text } = context;
  const isFiltered = view.image !== undefined || view.due !== undefined;
  const filters =
    open.total === 0 && !isFiltered
      ? []
      : [
          imageMenu(
            'home_image',
            choices.images,
            { chosen: view.image, most: MOST_IMAGES },
            context,
          ),
          dueMenu('home_due', choices.due, view.due, context),
        ];
  const isNew = open.total === 0;
  return actions([
    ...filters,
    button({
      action: 'scan_now',
      label: text.button.scanNow,
      value: 'all',
      ...(isNew && { style: 'primary' as const }),
    }),
    button({ action: 'home_refresh', label: text.button.refresh, value: 'home' }),
  ]);
}

const DIVIDER: Block = { type: 'divider' };

function upgrades(overview: Overview, context: RenderContext): Block[] {
  const { lines, open, upgrades: all } = overview;
  const { home } = context.text;
  if (open.total === 0) return [];
  const shown = lines.upgrades.length + lines.withoutFix.length;
  if (shown === 0) {
    const words = all.total === 0 ? home.noMatch : home.allDecided;
    return [...identify('none', [DIVIDER, section(words)]), ...paging(overview, context)];
  }
  return [
    ...(lines.upgrades.length === 0 ? [] : identify('upgrades', [DIVIDER])),
    ...lines.upgrades.map((line) => upgradeRow(line, context)),
    ...(lines.withoutFix.length === 0
      ? []
      : identify('nofix', [DIVIDER, section(`*${home.withoutFix}*`)])),
    ...lines.withoutFix.map((line) => upgradeRow(line, context)),
    ...paging(overview, context),
  ];
}

function paging({ upgrades: { total, before }, view }: Overview, context: RenderContext): Block[] {
  const { home } = context.text;
  const after = Math.min(before + PER_PAGE, total);
  const buttons: ButtonSpec[] = [];
  if (before > 0)
    buttons.push({ action: 'home_back', label: home.back(PER_PAGE), value: `${view.page - 1}` });
  if (after < total) {
    const label = home.next(Math.min(PER_PAGE, total - after));
    buttons.push({ action: 'home_next', label, value: `${view.page + 1}` });
  }
  if (buttons.length === 0) return [];
  return identify('pages', [
    contextBlock(home.range(before + 1, after, total)),
    actions(buttons.map(button)),
  ]);
}

function expiring(overview: Overview, context: RenderContext): Block[] {
  if (overview.expiring.length === 0) return [];
  return [
    ...identify('expiring', [DIVIDER, section(`*${context.text.home.expiring}*`)]),
    ...overview.expiring.map((line) => expiringRow(line, context)),
  ];
}

function foot({ at, lastScan }: Overview, context: RenderContext): Block[] {
  const updated = contextBlock(context.text.home.updated(showTime(context, at)));
  return lastScan === undefined ? [updated] : [plainContext(lookedAt(context), 300), updated];
}
