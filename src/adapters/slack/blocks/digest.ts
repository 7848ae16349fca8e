import { SEVERITIES } from '../../../domain/finding';
import type { Digest } from '../../../domain/message';
import { writeTriageValue } from '../button-values';
import { code, escaped, withoutTimes } from '../escape';
import { LIMITS } from '../limits';
import { chart, textBars } from './chart';
import { findingLine } from './finding';
import type { RenderContext } from './render-context';
import {
  actions,
  type Block,
  button,
  context as contextBlock,
  header,
  identify,
  MARK,
  type Payload,
  section,
} from './shared-blocks';
import { dueCounts } from './urgency';

/** The message of a scan with many new findings. Without a chart the counts are drawn as text. */
export function renderDigest(digest: Digest, context: RenderContext, withChart: boolean): Payload {
  const { text } = context;
  const title = text.digest.title(digest.total);
  const blocks: Block[] = [
    header(title),
    ...dueSoon(digest, context),
    section(`${soFar(digest, context)}${countsLine(digest, context)}\n${text.digest.inThread}`),
    ...(digest.isCounting ? [] : chartOf(digest, context, withChart)),
    ...worstOf(digest, context),
    ...imagesOf(digest, context),
    triageButton(digest, context),
  ];
  const { due } = digest;
  const soon = due === undefined ? [] : [withoutTimes(dueCounts(due, context))];
  return {
    text: text.digest.spoken(
      text.listed([title, ...soon]),
      `${soFar(digest, context).toLowerCase()}${spokenCounts(digest, context)}`,
    ),
    blocks: identify('digest', blocks),
    attachments: [],
  };
}

/** What is due within three days comes before everything else. */
function dueSoon({ due }: Digest, context: RenderContext): Block[] {
  if (due === undefined) return [];
  const ids = context.text.listed(due.ids.map((id) => escaped(id, 60)));
  const more = due.overdue + due.soon - due.ids.length;
  const others = more === 0 ? '' : ` ${context.text.andMore(more)}`;
  return [section(`🚨 *${dueCounts(due, context)}*: ${ids}${others}`)];
}

function soFar({ isCounting }: Digest, { text }: RenderContext): string {
  return isCounting ? `${text.digest.soFar} ` : '';
}

export function counted(digest: Pick<Digest, 'bySeverity'>, { text }: RenderContext) {
  return SEVERITIES.flatMap((severity) => {
    const count = digest.bySeverity[severity] ?? 0;
    return count === 0 ? [] : [{ severity, count, name: text.severity[severity] }];
  });
}

/** The number of findings by severity on one mrkdwn line; empty when there are none. */
export function countsLine(digest: Pick<Digest, 'bySeverity'>, context: RenderContext): string {
  return counted(digest, context)
    .map(({ severity, count, name }) => `${MARK[severity]} *${count}* ${name}`)
    .join('   ');
}

function spokenCounts(digest: Digest, context: RenderContext): string {
  return context.text.listed(
    counted(digest, context).map(({ count, name }) => `${count} ${name.toLowerCase()}`),
  );
}

/** The counts as a chart, or as text. */
function chartOf(digest: Digest, context: RenderContext, withChart: boolean): Block[] {
  const { chart: title, chartSeries } = context.text.digest;
  const points = counted(digest, context).map(({ name, count }) => ({ label: name, value: count }));
  if (points.length === 0) return [];
  if (withChart) return [chart('bar', title, chartSeries, points)];
  return [section(`\`\`\`${textBars(points)}\`\`\``)];
}

function worstOf(digest: Digest, context: RenderContext): Block[] {
  if (digest.worst.length === 0) return [];
  const lines = digest.worst.slice(0, 5).map((finding) => findingLine(finding, digest.at, context));
  return [section(`*${context.text.digest.worst}*\n${lines.join('\n')}`)];
}

function imagesOf(digest: Digest, context: RenderContext): Block[] {
  if (digest.images.length === 0) return [];
  const shown = digest.images
    .slice(0, 10)
    .map(({ name, count }) => `${code(short(name), 60)} ${count}`);
  return [contextBlock(`${escaped(context.text.digest.images, 60)}: ${shown.join(' · ')}`)];
}

/** An image name without its registry. */
export function short(imageName: string): string {
  const slash = imageName.indexOf('/');
  const first = slash === -1 ? '' : imageName.slice(0, slash);
  return /[.:]/.test(first) ? imageName.slice(slash + 1) : imageName;
}

function triageButton(digest: Digest, { text }: RenderContext): Block {
  const value = writeTriageValue(
    {
      scanId: digest.scanId,
      total: digest.total,
      bySeverity: digest.bySeverity,
      images: digest.images.map(({ name, count }) => [name, count]),
    },
    LIMITS.buttonValue,
  );
  return actions([button({ action: 'triage_all', label: text.button.triageAll, value })]);
}
