import type { Notice } from '../../domain/notice';
import { showTime } from './blocks/render-context';
import { imageList } from './blocks/scan-images';
import { fold } from './blocks/shared-blocks';
import { code, escaped, mention } from './escape';
import type { FormContext } from './form-context';
import type { FormText } from './text/form-text';

/** A notice that is text only. */
export type TextNotice = Exclude<Notice, { kind: 'answer' }>;

/** The text of a notice in mrkdwn. */
export function wordNotice(notice: TextNotice, context: FormContext): string {
  const { text } = context;
  const words = text.notice;
  switch (notice.kind) {
    case 'already-decided':
      return wordAlreadyDecided(notice, context);
    case 'shown-again':
      return words.shownAgain(escaped(notice.title, 150));
    case 'partly-decided':
      return wordPartlyDecided(notice, context);
    case 'held': {
      const since = showTime(context, notice.since);
      return words.heldBy(escaped(notice.title, 150), escaped(notice.by, 80), since);
    }
    case 'not-allowed':
      return notice.ask.length === 0
        ? words.notAllowedMembers
        : words.notAllowedAsk(text.listed(notice.ask.map(mention)));
    case 'not-found':
      return words.notFound;
    case 'decided':
      return words.decided[notice.decision](text.findings(notice.count));
    case 'deciding':
      return words.deciding[notice.decision](text.findings(notice.count));
    case 'undoing':
      return notice.count === 0 ? words.nothingToUndo : words.undoing(text.findings(notice.count));
    case 'scan-started':
      return words.scanStarted(imageList(notice.images, context));
    case 'scan-running': {
      const images = imageList(notice.images, context);
      return notice.startedAt === undefined
        ? words.scanRunning(images)
        : words.scanRunningSince(images, showTime(context, notice.startedAt));
    }
    case 'scan-cancelling':
      return words.cancelling;
    case 'nothing-running':
      return words.noneRunning;
    case 'unknown-image':
      return wordUnknownImage(notice, context);
    case 'members-only':
      return words.membersOnly;
    case 'nothing-to-accept':
      return words.nothingToAccept;
    case 'failed':
      return wordFailure(notice, context);
  }
}

function wordAlreadyDecided(
  notice: Extract<Notice, { kind: 'already-decided' }>,
  context: FormContext,
): string {
  const words = context.text.notice;
  const title = escaped(notice.title, 150);
  const by = nameOf(notice.by, context);
  const status = isStatus(notice.status) ? words.status[notice.status] : escaped(notice.status, 40);
  return notice.at === undefined
    ? words.alreadyDecided(title, status, by)
    : words.alreadyDecidedAt(title, status, by, showTime(context, notice.at));

  function isStatus(name: string): name is keyof typeof words.status {
    return name in words.status;
  }
}

function wordPartlyDecided(
  notice: Extract<Notice, { kind: 'partly-decided' }>,
  context: FormContext,
): string {
  const words = context.text.notice;
  const { decision, done, of, by, shownAgain } = notice;
  const parts = [
    words.partlyDecided[decision](escaped(notice.title, 150), done, of),
    ...by.map((each) => words.decidedSinceBy(each.count, nameOf(each.by, context))),
    ...(shownAgain > 0 ? [words.shownAgainCount(shownAgain)] : []),
  ];
  return context.text.sentences(parts);
}

/** The name of who decided: a person of this workspace, the scanner, or someone in Security Hub. */
function nameOf(by: string, { text }: FormContext): string {
  if (by === 'scanner') return text.notice.scanner;
  return /^[UW][A-Z0-9]+$/.test(by) ? mention(by) : text.notice.console;
}

function wordUnknownImage(
  notice: Extract<Notice, { kind: 'unknown-image' }>,
  { text }: FormContext,
): string {
  const words = text.notice;
  const nearest =
    notice.nearest === undefined ? [] : [words.didYouMean(escaped(notice.nearest, 100))];
  return text.sentences([
    words.unknownImage(escaped(notice.asked, 100)),
    ...nearest,
    ...wordAllowed(notice.allowed, notice.registries, text),
  ]);
}

/** Which images may be scanned; empty where none may. */
export function wordAllowed(names: string[], registries: string[], text: FormText): string[] {
  const hosts = registries.map((host) => code(host, 120)).join(text.or);
  const named = fold(
    names.map((name) => code(name, 120)),
    10,
    text,
  );
  if (hosts === '') return [];
  const words = text.notice;
  return [names.length === 0 ? words.allowedAny(hosts) : words.allowedImages(named, hosts)];
}

function wordFailure(notice: Extract<Notice, { kind: 'failed' }>, { text }: FormContext): string {
  const words = text.notice;
  const doing: Record<string, string> = words.doing;
  const reason =
    notice.code === 'unexpected' ? words.unexpected : text.error(notice.code ?? '', notice.reason);
  return [
    words.failed(doing[notice.what] ?? escaped(notice.what, 200), escaped(reason, 600)),
    ...(notice.triedAgain ? [words.triedAgain] : []),
    words.reference(escaped(notice.reference, 80)),
  ].join('\n');
}
