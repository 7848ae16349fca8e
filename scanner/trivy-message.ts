import { cutText } from '../src/domain/text';

/** What Trivy said when it failed. */
export interface TrivyMessage {
  /** Everything from its last FATAL line on; without one, the last line. */
  text: string;
  /** The innermost reason, on one line, short, without credentials in URLs. */
  reason: string;
  /** The registry of the image failed: Trivy calls every such failure "unable to find the specified image". */
  remote: boolean;
}

const LENGTH = 300;
/** The names of the steps that Trivy was in, which it writes before the reason. */
const STEPS =
  /^((run|image scan|scan|init|analyze|pipeline|post analysis|DB) error: |scan failed: |failed analysis: |failed to analyze layer \([^)]*\): |unable to initialize [a-z ]+: )+/;

/** Reads stderr of a Trivy that failed. */
export function readMessage(stderr: string): TrivyMessage {
  const text = fatalPart(stderr);
  const [, remote] = /\bremote error: ([\s\S]*)/.exec(text) ?? [];
  const reason = remote ?? leavesOf(text) ?? text.replace(STEPS, '');
  return { text, reason: shorten(reason), remote: remote !== undefined };
}

function fatalPart(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const at = lines.findLastIndex((line) => /\bFATAL\b/.test(line));
  const last = at === -1 ? lines.slice(-1) : lines.slice(at);
  const text = last.join('\n').replace(/^\S+\s+FATAL\s+(Fatal error\s+)?/, '');
  return text === '' ? 'no message' : text;
}

/** The reasons in a list, which Trivy writes below "2 errors occurred:", nested where a reason is itself a list. */
function leavesOf(text: string): string | undefined {
  const points = text.split('\n').flatMap((line) => /^\s*\* (.*)/.exec(line)?.[1] ?? []);
  const leaves = points.filter((point) => !/errors? occurred:\s*$/.test(point));
  return leaves.length === 0 ? undefined : leaves.join('; ');
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/\/\/[^\s/@]+@/g, '//');
  return cutText(line, LENGTH).trim();
}
