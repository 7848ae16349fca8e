import type { ScanReport } from '../../../domain/scan';
import { attentionOf, totalsOf } from '../../../domain/scan-attention';
import { code, escaped, withoutTimes } from '../escape';
import { spokenAttention } from './attention';
import { bar } from './bar';
import { type RenderContext, showTime } from './render-context';
import { doneBlocks } from './scan-done';
import { imageList } from './scan-images';
import { countsLine, runWords } from './scan-words';
import {
  actions,
  type Block,
  button,
  COLOR,
  context as contextBlock,
  identify,
  type Payload,
  plainContext,
  plainSection,
  plainText,
  section,
} from './shared-blocks';
import { short } from './short-name';
import { dueCounts } from './urgency';

/** `done`: without a result. */
const LOOK: Record<ScanReport['state'], { mark: string; color: string }> = {
  queued: { mark: '⏳', color: COLOR.running },
  pulling: { mark: '⏳', color: COLOR.running },
  scanning: { mark: '🔍', color: COLOR.running },
  done: { mark: '⚠️', color: COLOR.HIGH },
  failed: { mark: '❌', color: COLOR.CRITICAL },
  cancelled: { mark: '🚫', color: COLOR.muted },
};
/** The message of a requested scan, from queued to its end. */
export function renderScan(scan: ScanReport, context: RenderContext): Payload {
  const spoken = spokenScan(scan, context);
  const { completed } = scan;
  if (scan.state === 'done' && completed !== undefined && completed.error === undefined) {
    const blocks = doneBlocks(scan, completed, context);
    return { text: spoken, blocks: identify('scan', blocks), attachments: [] };
  }
  const look = LOOK[scan.state];
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

/** What a scan that ended by itself leaves to look at. */
function flawOf({ state, completed }: ScanReport): 'partly' | 'doubted' | 'noResult' | undefined {
  if (state !== 'done') return undefined;
  if (completed === undefined) return 'noResult';
  const attention = attentionOf(completed);
  const isFailed = attention.some(({ reason }) => reason === 'failed');
  if (isFailed || completed.refused > 0 || completed.notArchived !== undefined) return 'partly';
  return attention.length > 0 ? 'doubted' : undefined;
}

function stateWords(scan: ScanReport, images: string, { text }: RenderContext): string {
  return text.scan.state[flawOf(scan) ?? scan.state](images);
}

function details(scan: ScanReport, context: RenderContext): Block[] {
  return [
    ...progress(scan, context),
    ...problem(scan, context),
    contextBlock(footer(scan, context)),
    ...cancelButton(scan, context),
  ];
}

function progress(scan: ScanReport, { text }: RenderContext): Block[] {
  if (scan.state === 'pulling') return [plainContext(text.scan.pullingHint, 200)];
  if (scan.state !== 'scanning' || scan.total === undefined) return [];
  const done = scan.done ?? 0;
  const line = `${bar(done, scan.total)} ${text.scan.progress(done, scan.total)}`;
  const last =
    scan.current === undefined ? '' : ` · ${text.scan.last(code(short(scan.current), 60))}`;
  return [section(`${line}${last}`)];
}

function problem(scan: ScanReport, context: RenderContext): Block[] {
  const why = problemOf(scan, context);
  if (why === undefined) return [];
  if (scan.state === 'cancelled') return [plainContext(why, 300)];
  return [plainSection(context.text.scan.why(why), 600)];
}

/** Why a scan failed or was cancelled, in the configured language where its code is known. */
function problemOf({ problem, problemCode = '' }: ScanReport, { text }: RenderContext) {
  return problem === undefined ? undefined : text.error(problemCode, problem);
}

function footer(scan: ScanReport, context: RenderContext): string {
  return [showTime(context, scan.startedAt), ...runWords(scan, context)].join(' · ');
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
      ? text.allImages
      : escaped(text.listed(scan.images.slice(0, 5).map(short)), 300);
  const state = stateWords(scan, images, context);
  const problem = problemOf(scan, context);
  if (scan.state === 'cancelled') return state;
  const why = problem === undefined ? '' : `: ${escaped(problem, 300)}`;
  return `${state}${why || spokenEnding(scan, context)}`;
}

function spokenEnding({ completed }: ScanReport, context: RenderContext): string {
  if (completed === undefined || completed.error !== undefined) return '';
  const counts = countsLine(completed, context);
  const attention = spokenAttention(attentionOf(completed), totalsOf(completed), context);
  const due = completed.due && withoutTimes(dueCounts(completed.due, context));
  const { text } = context;
  const sentences = [attention, due].flatMap((part) => (part ? [text.urgency.sentence(part)] : []));
  return `: ${text.sentences([...sentences, counts])}`;
}
