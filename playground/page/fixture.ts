import { FINDINGS, QUEUES, TASKS, TRAFFIC } from './fixture/aws';
import { ANA, APP, CHANNEL, MESSAGES } from './fixture/messages';
import { HOME } from './fixture/views';
import type { PageState } from './protocol';

/** A page in the middle of a day's work: for screenshots and for tests without a server behind. */
export function aPageState(part: Partial<PageState> = {}): PageState {
  return {
    workspace: { id: 'T0PLAYGROUND', name: 'vulnscan playground' },
    channels: [
      { id: CHANNEL, name: 'security' },
      { id: 'C0GENERAL', name: 'general' },
    ],
    groups: [{ id: 'S0TRIAGE', name: 'triage' }],
    users: [
      { id: ANA, name: 'Ana Silva', title: 'Platform engineer', kind: 'member', color: '#7a4f9a' },
      {
        id: 'U0KENTANAKA',
        name: 'Ken Tanaka',
        title: 'Backend engineer',
        kind: 'member',
        color: '#2b6f8f',
      },
      { id: 'U0GUEST', name: 'Robin Guest', title: 'Contractor', kind: 'guest', color: '#8a5a2b' },
      {
        id: 'U0OUTSIDE',
        name: 'Olga Petrova',
        title: 'Partner company',
        kind: 'outsider',
        color: '#6b6b3a',
      },
      { id: APP, name: 'vulnscan', title: 'App', kind: 'bot', color: '#4c3f91' },
    ],
    messages: MESSAGES,
    views: [],
    homes: [HOME],
    findings: FINDINGS,
    queues: QUEUES,
    tasks: TASKS,
    traffic: TRAFFIC,
    faults: {
      slackSlow: false,
      slackDown: false,
      securityHubThrottled: false,
      eventsDuplicated: false,
      scansStopped: false,
      databaseOld: false,
      poisonMessage: false,
      tokenRefused: false,
    },
    settings: {
      awsUrl: 'http://127.0.0.1:4566',
      language: 'en',
      images: ['api', 'web', 'worker'],
    },
    ...part,
  };
}
