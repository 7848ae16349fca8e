import type { Assumptions } from './basis';
import { defined } from './defined';
import { type Finding, SEVERITIES } from './finding';
import {
  type Decision,
  JUSTIFICATIONS,
  type Justification,
  PLACES,
  type Place,
  STATUS_OF,
  type Until,
} from './workflow';

/**
 * Who wrote a note and what was decided. Stored in the note's UpdatedBy (at most 512 characters), because a note has no
 * other machine-readable field: `vulnscan/<who>/<at>/<action>`, then any of `/until=fix|ever|YYYY-MM-DD`,
 * `/place=here|everywhere`, `/as=HIGH,x0,e1,f0` (the severity; whether it was exploited, exposed and fixable) and
 * `/why=<justification>`.
 */
export interface Signature {
  /** A Slack user id, or `scanner`. */
  who: string;
  /** Slack's action_ts, or the scan's time as epoch seconds. */
  at: string;
  action: Decision['kind'] | 'fixed' | 'unscanned' | 'back';
  until?: Until;
  place?: Place;
  assumptions?: Assumptions;
  justification?: Justification;
}

export function writeSignature(signature: Signature): string {
  const { who, at, action, until, place, assumptions, justification } = signature;
  const options = defined({
    until: until && untilCode(until),
    place,
    as: assumptions && writeAssumptions(assumptions),
    why: justification,
  });
  const parts = Object.entries(options).map(([name, value]) => `/${name}=${value}`);
  return `vulnscan/${who}/${at}/${action}${parts.join('')}`;
}

const SIGNATURE = /^vulnscan\/([A-Za-z0-9]+)\/(\d+(?:\.\d+)?)\/([a-z]+)((?:\/[a-z]+=[^/=]+)*)$/;

/** Undefined for a note that vulnscan did not write. */
export function readSignature(updatedBy: string): Signature | undefined {
  const match = SIGNATURE.exec(updatedBy);
  if (match === null) return undefined;
  const [, who = '', at = '', word = '', rest = ''] = match;
  const action = ACTIONS.find((each) => each === word);
  const options = readOptions(rest);
  return action && options && { who, at, action, ...options };
}

const ACTIONS: Signature['action'][] = [
  'resolve',
  'suppress',
  'reopen',
  'fixed',
  'unscanned',
  'back',
];

type Options = Omit<Signature, 'who' | 'at' | 'action'>;

/** Undefined if one is none of ours. */
function readOptions(text: string): Options | undefined {
  let options: Options = {};
  for (const part of text.split('/').slice(1)) {
    const [name = '', value = ''] = part.split('=');
    const option = readOption(name, value);
    if (option === undefined) return undefined;
    options = { ...options, ...option };
  }
  return options;
}

function readOption(name: string, value: string): Options | undefined {
  switch (name) {
    case 'until':
      return only('until', readUntil(value));
    case 'place':
      return only(
        'place',
        PLACES.find((each) => each === value),
      );
    case 'as':
      return only('assumptions', readAssumptions(value));
    case 'why':
      return only(
        'justification',
        JUSTIFICATIONS.find((each) => each === value),
      );
    default:
      return undefined;
  }
}

function only<Name extends keyof Options>(
  name: Name,
  value: Options[Name] | undefined,
): Options | undefined {
  return value === undefined ? undefined : { [name]: value };
}

function readUntil(code: string): Until | undefined {
  if (code === 'fix' || code === 'ever') return { kind: code };
  return /^\d{4}-\d{2}-\d{2}$/.test(code) ? { kind: 'date', date: code } : undefined;
}

export function untilCode(until: Until): string {
  return until.kind === 'date' ? until.date : until.kind;
}

/** What is not known is left out. */
function writeAssumptions({ severity, exploited, exposed, fixable }: Assumptions): string {
  const flags = Object.entries(defined({ x: exploited, e: exposed, f: fixable }));
  return [severity, ...flags.map(([name, is]) => `${name}${is ? 1 : 0}`)].join(',');
}

function readAssumptions(text: string): Assumptions | undefined {
  const [label, ...flags] = text.split(',');
  const severity = SEVERITIES.find((each) => each === label);
  const flag = (name: string) => {
    const found = flags.find((each) => each.startsWith(name));
    return found === undefined ? undefined : found === `${name}1`;
  };
  if (severity === undefined) return undefined;
  return {
    severity,
    ...defined({ exploited: flag('x'), exposed: flag('e'), fixable: flag('f') }),
  };
}

/** The signature of the note that a finding carries, if it is one of ours. */
export function decisionOf(finding: Pick<Finding, 'note'>): Signature | undefined {
  return finding.note && readSignature(finding.note.updatedBy);
}

/** The same, if it is of the decision that the finding's status shows: a tool may change a status and leave the note. */
export function standingDecision(
  finding: Pick<Finding, 'note' | 'workflowStatus'>,
): Signature | undefined {
  const signature = decisionOf(finding);
  if (signature?.action !== 'resolve' && signature?.action !== 'suppress') return undefined;
  return STATUS_OF[signature.action] === finding.workflowStatus ? signature : undefined;
}
