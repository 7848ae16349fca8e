import type { ImageOutcome, OpenCount, ScanCompleted, ScanReport } from '../../../domain/scan';
import { escaped, mention } from '../escape';
import type { Text } from '../text/text';
import { type RenderContext, showDuration, showTime } from './render-context';

/** `2 new · 1 reopened · 7 open (3 critical) · 5 gone`, or `Nothing new · 7 open (3 critical)`. */
export function countsLine(completed: ScanCompleted, { text }: RenderContext): string {
  const { counts, open, images } = completed;
  const words = text.scan.counts;
  const isQuiet =
    counts.new + counts.reopened === 0 && (images.length === 0 || images.some(isSeen));
  const told = (kinds: ('new' | 'reopened' | 'fixed' | 'unscanned')[]) =>
    kinds.flatMap((kind) => {
      const count = counts[kind] ?? 0;
      return count === 0 ? [] : [words[kind](count)];
    });
  return [
    ...(isQuiet ? [text.scan.nothingNew] : []),
    ...told(['new', 'reopened']),
    ...(open === undefined ? [] : [openWords(open, text)]),
    ...told(['fixed', 'unscanned']),
  ].join(' · ');
}

/** Where Trivy saw no image from the inside, nobody knows whether something is new. */
function isSeen({ error, doubt }: ImageOutcome): boolean {
  return error === undefined && doubt?.reason !== 'nothing-scanned';
}

function openWords({ total, critical }: OpenCount, { scan }: Text): string {
  if (total === 0) return scan.nothingOpen;
  return critical === 0 ? scan.open(total) : scan.openCritical(total, critical);
}

/** Who asked for a scan, how long it took, how old its database is and which Trivy it was. */
export function runWords({ requestedBy, completed }: ScanReport, context: RenderContext): string[] {
  const { text } = context;
  const trivy = completed?.trivyVersion;
  return [
    ...(requestedBy === undefined ? [] : [text.scan.requestedBy(mention(requestedBy))]),
    ...(completed === undefined
      ? []
      : [
          text.scan.took(showDuration(context, completed.durationMs)),
          ...databaseWords(completed, context),
        ]),
    ...(trivy === undefined ? [] : [`Trivy ${escaped(trivy, 40)}`]),
  ];
}

/** A scan that failed may not have got as far as its database. */
function databaseWords({ databaseAt, error }: ScanCompleted, context: RenderContext): string[] {
  const words = context.text.scan;
  if (databaseAt !== undefined) return [words.database(showTime(context, databaseAt))];
  return error === undefined ? [words.databaseUnknown] : [];
}
