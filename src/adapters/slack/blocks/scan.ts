import type { ImageOutcome, ScanReport } from '../../../domain/scan';
import { code, escaped, mention } from '../escape';
import { bar } from './chart';
import { short } from './digest';
import { type RenderContext, showDuration, showTime } from './render-context';
import {
  actions,
  type Block,
  button,
  COLOR,
  context as contextBlock,
  fold,
  identify,
  type Payload,
  plainContext,
  plainSection,
  plainText,
  section,
} from './shared-blocks';

const LOOK: Record<ScanReport['state'], { mark: string; color: string }> = {
  queued: { mark: '⏳', color: COLOR.running },
  pulling: { mark: '⏳', color: COLOR.running },
  scanning: { mark: '🔍', color: COLOR.running },
  done: { mark: '✅', color: COLOR.done },
  failed: { mark: '❌', color: COLOR.CRITICAL },
  cancelled: { mark: '🚫', color: COLOR.muted },
};
/** Done, but with errors that someone has to look at. */
const PARTIAL = { mark: '⚠️', color: COLOR.HIGH };
const BAR = 18;

/** The message of a requested scan, from queued to its end. */
export function renderScan(scan: ScanReport, context: RenderContext): Payload {
  const look = isPartial(scan) ? PARTIAL : LOOK[scan.state];
  const spoken = spokenScan(scan, context);
  const headline = section(
    `${look.mark} *${stateWords(scan, imageList(scan.images, context), context)}*`,
  );
  return {
    text: spoken,
    blocks: identify('scan', [headline]),
    attachments: [
      { color: look.color, fallback: spoken, blocks: identify('scanned', details(scan, context)) },
    ],
  };
}

function isPartial({ state, completed }: ScanReport): boolean {
  if (state !== 'done' || completed === undefined) return false;
  const failed = completed.images.some((image) => image.error !== undefined);
  return failed || completed.refused > 0 || completed.held > 0;
}

function stateWords(scan: ScanReport, images: string, { text }: RenderContext): string {
  return text.scan.state[isPartial(scan) ? 'partly' : scan.state](images);
}

/** The images of a scan; an empty list means all. */
export function imageList(images: string[], { text }: RenderContext): string {
  if (images.length === 0) return text.scan.all;
  return fold(
    images.map((image) => code(short(image), 60)),
    5,
    text.andMore,
  );
}

function details(scan: ScanReport, context: RenderContext): Block[] {
  return [
    ...progress(scan, context),
    ...outcome(scan, context),
    ...problem(scan, context),
    contextBlock(footer(scan, context)),
    ...cancelButton(scan, context),
  ];
}

function progress(scan: ScanReport, { text }: RenderContext): Block[] {
  if (scan.state === 'pulling') return [plainContext(text.scan.pullingHint, 200)];
  if (scan.state !== 'scanning' || scan.total === undefined) return [];
  const done = scan.done ?? 0;
  const line = `${bar(done / Math.max(1, scan.total), BAR)} ${text.scan.progress(done, scan.total)}`;
  const last =
    scan.current === undefined ? '' : ` · ${text.scan.last(code(short(scan.current), 60))}`;
  return [section(`${line}${last}`)];
}

function outcome(scan: ScanReport, context: RenderContext): Block[] {
  const { completed } = scan;
  if (completed === undefined) return [];
  const { text } = context;
  const failed = completed.images.filter((image) => image.error !== undefined);
  const warnings = [
    ...failed
      .slice(0, 5)
      .map((image) =>
        text.scan.notScanned(code(short(image.image), 60), escaped(whyOf(image, context), 300)),
      ),
    ...(failed.length > 5 ? [text.scan.moreNotScanned(failed.length - 5)] : []),
    ...(completed.refused > 0 ? [text.scan.refused(completed.refused)] : []),
    ...(completed.held > 0 ? [text.scan.held(completed.held)] : []),
  ];
  return [section(countsLine(scan, context)), ...warnings.map((line) => contextBlock(`⚠️ ${line}`))];
}

function countsLine({ completed }: ScanReport, { text }: RenderContext): string {
  const { counts } = completed ?? { counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 } };
  const kinds = (['new', 'reopened', 'fixed', 'unchanged'] as const).filter(
    (kind) => counts[kind] > 0,
  );
  if (kinds.length === 0) return text.scan.nothing;
  return kinds
    .map((kind) =>
      kind === 'unchanged'
        ? text.scan.counts[kind](counts[kind])
        : `*${text.scan.counts[kind](counts[kind])}*`,
    )
    .join(' · ');
}

/** The scanner's sentence without the image's name, which is shown before it. */
function whyOf({ error = '', errorCode = '' }: ImageOutcome, { text }: RenderContext): string {
  return text.error(errorCode, error).replace(/^\S+ was not scanned: /, '');
}

function problem(scan: ScanReport, context: RenderContext): Block[] {
  const why = problemOf(scan, context);
  return why === undefined ? [] : [plainSection(context.text.scan.why(why), 600)];
}

/** Why a scan failed or was cancelled, in the configured language where its code is known. */
function problemOf({ problem, problemCode = '' }: ScanReport, { text }: RenderContext) {
  return problem === undefined ? undefined : text.error(problemCode, problem);
}

function footer(scan: ScanReport, context: RenderContext): string {
  const { text } = context;
  const { completed } = scan;
  return [
    showTime(context, scan.startedAt),
    ...(scan.requestedBy === undefined ? [] : [text.scan.requestedBy(mention(scan.requestedBy))]),
    ...(completed === undefined
      ? []
      : [text.scan.took(showDuration(context, completed.durationMs))]),
    ...(completed?.databaseAt === undefined
      ? []
      : [text.scan.database(showTime(context, completed.databaseAt))]),
    ...(completed?.trivyVersion === undefined
      ? []
      : [`Trivy ${escaped(completed.trivyVersion, 40)}`]),
  ].join(' · ');
}

function cancelButton(scan: ScanReport, { text }: RenderContext): Block[] {
  if (!['queued', 'pulling', 'scanning'].includes(scan.state)) return [];
  const cancel = button({
    action: 'scan_cancel',
    label: text.button.cancel,
    value: JSON.stringify({ taskArn: scan.taskArn }),
  });
  const confirm = {
    title: plainText(text.confirm.cancelTitle, 100),
    text: plainText(text.confirm.cancelText, 300),
    confirm: plainText(text.confirm.cancelYes, 30),
    deny: plainText(text.confirm.cancelNo, 30),
  };
  return [actions([{ ...cancel, confirm }])];
}

function spokenScan(scan: ScanReport, context: RenderContext): string {
  const { text } = context;
  const images =
    scan.images.length === 0
      ? text.scan.all
      : escaped(text.listed(scan.images.slice(0, 5).map(short)), 300);
  const state = stateWords(scan, images, context);
  const ending =
    scan.completed === undefined ? '' : `: ${countsLine(scan, context).replaceAll('*', '')}`;
  const problem = problemOf(scan, context);
  const why = problem === undefined ? '' : `: ${escaped(problem, 300)}`;
  return `${state}${why || ending}`;
}
