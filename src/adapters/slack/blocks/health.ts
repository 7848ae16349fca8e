import type { HealthNotice, HealthProblem } from '../../../domain/health';
import { cutMrkdwn, escaped, plain, withoutTimes } from '../escape';
import { type RenderContext, showDuration, showTime } from './render-context';
import {
  COLOR,
  context as contextBlock,
  fold,
  identify,
  type Payload,
  plainSection,
  section,
} from './shared-blocks';

/** A problem of vulnscan itself, what to do about it, and since when; or that it has ended. */
export function renderHealth(notice: HealthNotice, context: RenderContext): Payload {
  const { hint } = wordsOf(notice.problem, context);
  const headline = healthHeadline(notice, context);
  const spoken = withoutTimes(headline);
  return {
    text: spoken,
    blocks: identify('health', [section(`${notice.over ? '✅' : '⚠️'} *${headline}*`)]),
    attachments: [
      {
        color: notice.over ? COLOR.done : COLOR.HIGH,
        fallback: spoken,
        blocks: identify('healthy', [
          ...(notice.over ? [] : [plainSection(hint, 600)]),
          contextBlock(timeLine(notice, context)),
        ]),
      },
    ],
  };
}

/** The problem in one sentence, in mrkdwn. */
export function healthHeadline(notice: HealthNotice, context: RenderContext): string {
  return cutMrkdwn(headlineOf(notice, wordsOf(notice.problem, context).what, context), 400);
}

function timeLine({ since, endedAt }: HealthNotice, context: RenderContext): string {
  const { health } = context.text;
  const from = showTime(context, since);
  const lasted = endedAt === undefined ? Number.NaN : Date.parse(endedAt) - Date.parse(since);
  return lasted > 0 ? health.lasted(showDuration(context, lasted), from) : health.since(from);
}

function headlineOf({ problem, over, again }: HealthNotice, what: string, context: RenderContext) {
  if (over) return overWords(problem, what, context);
  return again ? context.text.health.still(what) : what;
}

/** Says that a problem has ended. */
function overWords(problem: HealthProblem, what: string, context: RenderContext): string {
  const { over, isOver } = context.text.health;
  if (problem.kind === 'alarm') return alarmWords(problem.name, context)?.over ?? over(what);
  return isOver[problem.kind];
}

/** `what` in mrkdwn, `hint` as plain text. */
function wordsOf(problem: HealthProblem, context: RenderContext): { what: string; hint: string } {
  const words = context.text.health;
  switch (problem.kind) {
    case 'no-scan':
      return { what: words.noScan, hint: words.noScanHint };
    case 'old-database':
      return {
        what: words.oldDatabase(showTime(context, problem.databaseAt)),
        hint: words.oldDatabaseHint,
      };
    case 'token-refused':
      return { what: words.token, hint: words.tokenHint };
    case 'set-aside':
      return {
        what: words.setAside(
          context.text.findings(problem.findings.length),
          fold(
            problem.findings.map((id) => escaped(id, 60)),
            5,
            context.text,
          ),
        ),
        hint: words.setAsideHint(plain(problem.reason, 200)),
      };
    case 'alarm':
      return (
        alarmWords(problem.name, context) ?? {
          what: words.alarm(escaped(problem.name, 100)),
          hint: problem.description,
        }
      );
  }
}

interface AlarmWords {
  what: string;
  over: string;
  hint: string;
}

/** Undefined for an alarm that is not one of ours. */
function alarmWords(name: string, { text }: RenderContext): AlarmWords | undefined {
  const known: Record<string, AlarmWords> = text.health.alarms;
  return known[name];
}
