import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { Person } from '../../../emulators/slack/people';
import { type RunningSlack, startSlack } from '../../../emulators/slack/server';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import { createChannel } from '../../../src/adapters/slack/channel';
import { renderContext } from '../../../src/adapters/slack/create-render-context';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { type Config, parseConfig } from '../../../src/config/config';
import { requiredScopes } from '../../../src/config/manifest';
import { noteOf } from '../../../src/domain/decision-note';
import { basisOf } from '../../../src/domain/decision-scope';
import { type Finding, NO_MARK } from '../../../src/domain/finding';
import type { Job } from '../../../src/domain/job';
import type { AlertEntry, Message, RemedyCard } from '../../../src/domain/message';
import { remediesOf } from '../../../src/domain/remedies-of';
import { remedyId } from '../../../src/domain/remedy';
import { type Decision, STATUS_OF } from '../../../src/domain/workflow';
import { createSlackHandler } from '../../../src/handlers/slack';
import type { Log } from '../../../src/ports/runtime';

export const IDENTITY = {
  name: 'vulnscan',
  commands: ['/vulnscan'],
  scopes: requiredScopes(),
  token: 'xoxb-example',
  botId: 'B0VULNSCAN',
  botUserId: 'U0VULNSCAN',
  appId: 'A0VULNSCAN',
  teamId: 'T0HOME',
  signingSecret: 'an-example-signing-secret',
};

export const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const PRODUCT = 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity';

export function aConfig(change: Record<string, unknown> = {}): Config {
  return parseConfig({
    aws: { account: '123456789012', region: 'eu-west-1' },
    slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
    images: [`${REGISTRY}/api:latest`, `${REGISTRY}/web:latest`],
    ...change,
  });
}

/** What the workspace answers for itself in these tests. */
export const workspace = () => 'https://example.slack.com/';

export const english: RenderContext = renderContext(aConfig(), workspace);
export const japanese: RenderContext = renderContext(
  aConfig({
    slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN', language: 'ja' },
    scan: { timezone: 'Asia/Tokyo' },
  }),
  workspace,
);

export function aFinding(change: Partial<Finding> = {}): Finding {
  const vulnerabilityId = change.vulnerabilityId ?? 'CVE-2024-5535';
  const name = `${REGISTRY}/api`;
  return {
    id: `vulnscan/${vulnerabilityId}`,
    productArn: PRODUCT,
    generatorId: `Trivy/${vulnerabilityId}`,
    accountId: '123456789012',
    region: 'eu-west-1',
    vulnerabilityId,
    severity: 'CRITICAL',
    title: 'openssl: SSL_select_next_proto buffer overread',
    description: 'Calling SSL_select_next_proto with an empty buffer may read too far.',
    primaryUrl: `https://avd.aquasec.com/nvd/${vulnerabilityId.toLowerCase()}`,
    score: 9.1,
    packages: [
      { name: 'openssl', installedVersion: '3.0.13-r0', fixedVersion: '3.0.15-r0', image: name },
    ],
    images: [{ name, repository: 'api', tag: 'latest', services: ['main/api'] }],
    workflowStatus: 'NEW',
    recordState: 'ACTIVE',
    mark: NO_MARK,
    createdAt: '2026-11-20T08:00:00Z',
    updatedAt: '2026-11-24T08:00:00Z',
    ...change,
  };
}

export function anEntry(change: Partial<Finding> = {}, rest: Partial<AlertEntry> = {}): AlertEntry {
  return { finding: aFinding(change), base: 0, reason: 'new', ...rest };
}

/** A message with one card for each entry. */
export function cardsOf(first: AlertEntry, ...others: AlertEntry[]): Message {
  const cardOf = (entry: AlertEntry, index: number): RemedyCard => {
    const [remedy] = remediesOf(entry.finding);
    const ref = { card: `scan/s/r${index}`, remedy: remedyId(remedy.key), shown: 1 };
    return { ref, remedy, entries: [entry] };
  };
  return {
    kind: 'cards',
    cards: [cardOf(first, 0), ...others.map((entry, index) => cardOf(entry, index + 1))],
  };
}

const ANA = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana Silva' };

/** A finding as Security Hub has it after Ana decided. */
export function decided(decision: Decision, change: Partial<Finding> = {}): Finding {
  const finding = aFinding(change);
  const place = (decision.kind === 'suppress' && decision.place) || 'here';
  const basis = decision.kind === 'reopen' ? undefined : basisOf(finding, place);
  const request = { decision, actor: ANA, actionTs: '1795507200.000100' };
  const note = noteOf(request, basis, finding);
  return { ...finding, workflowStatus: STATUS_OF[decision.kind], note, ...change };
}

export interface LogLine {
  level: 'info' | 'warn' | 'error';
  message: string;
  facts: Record<string, unknown>;
}

export function aLog(): Log & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (message: string, facts: Record<string, unknown> = {}) => {
      lines.push({ level, message, facts });
    };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

export const systemClock = { now: () => new Date(), sleep: async () => {} };

const running: RunningSlack[] = [];

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((slack) => slack.close()));
}

export interface Deliver {
  slack: RunningSlack;
  jobs: Job[];
  log: ReturnType<typeof aLog>;
  /** What the handler returned, newest last. */
  answers: LambdaFunctionURLResult[];
  secretReads: number;
}

interface DeliverOptions {
  config?: Config;
  /** The people of the workspace instead of the usual ones. */
  users?: Person[];
  /** The queue; by default it pushes into `jobs`. */
  send?: (job: Job) => Promise<void>;
}

/** The Slack emulator, sending its requests to the real handler. */
export async function openHandler(options: DeliverOptions = {}): Promise<Deliver> {
  const jobs: Job[] = [];
  const log = aLog();
  const answers: LambdaFunctionURLResult[] = [];
  let deliver = async (_event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => ({});
  const slack = await startSlack({
    ...IDENTITY,
    port: 0,
    rates: false,
    deliver: (event) => deliver(event),
    ...(options.users && { users: options.users }),
  });
  running.push(slack);
  const opened: Deliver = { slack, jobs, log, answers, secretReads: 0 };
  const handler = createSlackHandler({
    config: options.config ?? aConfig(),
    secrets: async () => {
      opened.secretReads += 1;
      return { botToken: IDENTITY.token, signingSecrets: [IDENTITY.signingSecret] };
    },
    queue: {
      send:
        options.send ??
        (async (job) => {
          jobs.push(job);
        }),
      sendAll: async (all) => void jobs.push(...all),
    },
    clock: systemClock,
    log,
    slackApiUrl: `${slack.url}/api/`,
  });
  deliver = async (event) => {
    const answer = await handler(event);
    answers.push(answer);
    return answer;
  };
  return opened;
}

/** The channel adapter on the real client, against the emulator. */
export function channelOf(slack: RunningSlack, context: RenderContext = english) {
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);
  return createChannel({ client, channel: 'C0SECURITY', app: IDENTITY.appId, context });
}

export async function startChannel(context?: RenderContext, change: Record<string, unknown> = {}) {
  const slack = await startSlack({
    ...IDENTITY,
    port: 0,
    rates: false,
    deliver: async () => ({ statusCode: 200, body: '' }),
    ...change,
  });
  running.push(slack);
  return { slack, channel: channelOf(slack, context) };
}

/** A post whose card and attempt do not matter. */
export const POST = { key: 'card', token: 'attempt' };

export function messageAt(slack: RunningSlack, ts: string) {
  const message = slack.state().messages.find((shown) => shown.ts === ts);
  if (message === undefined) throw new Error(`no message ${ts}`);
  return message;
}
