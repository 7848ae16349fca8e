import { randomUUID } from 'node:crypto';
import type { Environment } from '../environment';
import type { Json, JsonObject } from '../json';
import { valuesAt } from '../json';
import type { EventMatcher } from './pattern';
import { compilePattern } from './pattern';

export interface Target {
  id: string;
  arn: string;
  /** Needed when the target is a FIFO queue. */
  messageGroupId?: string | undefined;
  /** A constant that is sent in place of the event. */
  input?: string | undefined;
  /** `$.a.b`: the part of the event that is sent. */
  inputPath?: string | undefined;
  /** The standard queue for events that can't be delivered. */
  deadLetterArn?: string | undefined;
  retryPolicy?: Record<string, number> | undefined;
}

export interface Rule {
  name: string;
  pattern: Json;
  description: string;
  enabled: boolean;
  targets: Map<string, Target>;
}

/** An event as a service or PutEvents brings it; the bus adds the envelope. */
interface NewEvent {
  source: string;
  detailType: string;
  detail: JsonObject;
  resources?: string[];
  time?: string;
}

export type Deliver = (target: Target, body: string, rule: string) => void;

export interface Bus {
  /** Puts an event on the bus and returns its id. Delivery follows at once, or late under a fault. */
  publish(event: NewEvent): string;
  /** Calls the listener with each event that matches; the returned function ends it. */
  on(pattern: JsonObject, listener: (event: JsonObject) => void): () => void;
  /** Creates or replaces a rule and keeps its targets. A pattern EventBridge would refuse throws. */
  putRule(
    name: string,
    pattern: JsonObject,
    options?: { description?: string; enabled?: boolean },
  ): void;
  putTarget(rule: string, target: Target): void;
  rules: Map<string, Rule>;
}

const LATE_MILLIS = 300;

/** The default event bus: rules to queues, and listeners in this process. Delivery is at least once. */
export function createBus(env: Environment, deliver: Deliver): Bus {
  const rules = new Map<string, Rule>();
  const compiled = new WeakMap<Rule, EventMatcher>();
  const listeners = new Set<{ matches: EventMatcher; listener: (event: JsonObject) => void }>();

  const dispatch = (event: JsonObject) => {
    const reached: string[] = [];
    for (const rule of rules.values()) {
      if (!rule.enabled || !compiled.get(rule)?.(event)) continue;
      for (const target of rule.targets.values()) {
        deliver(target, bodyFor(target, event), rule.name);
        reached.push(target.arn);
      }
    }
    for (const { matches, listener } of listeners) if (matches(event)) listener(event);
    env.changes.emit({
      type: 'event',
      id: String(event['id']),
      source: String(event['source']),
      detailType: String(event['detail-type']),
      targets: reached,
    });
  };

  const send = (event: JsonObject) => {
    if (env.random() < env.faults.eventsReordered) {
      env.timers.later(1 + Math.round(LATE_MILLIS * env.random()), () => dispatch(event));
    } else dispatch(event);
  };

  return {
    rules,
    publish(event) {
      const envelope = wrap(event, env);
      send(envelope);
      if (env.random() < env.faults.eventsDuplicated) send({ ...envelope, id: randomUUID() });
      return String(envelope['id']);
    },
    on(pattern, listener) {
      const entry = { matches: compilePattern(pattern), listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    putRule(name, pattern, options = {}) {
      const { description = '', enabled = true } = options;
      const targets = rules.get(name)?.targets ?? new Map();
      const rule: Rule = { name, pattern, description, enabled, targets };
      compiled.set(rule, compilePattern(pattern));
      rules.set(name, rule);
    },
    putTarget(name, target) {
      const rule = rules.get(name);
      if (!rule) throw new Error(`rule ${name} does not exist: put it first`);
      rule.targets.set(target.id, target);
    },
  };
}

function wrap(event: NewEvent, env: Environment): JsonObject {
  const time = event.time ?? env.now().toISOString();
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': event.detailType,
    source: event.source,
    account: env.account,
    time: `${time.slice(0, 19)}Z`,
    region: env.region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}

function bodyFor(target: Target, event: JsonObject): string {
  if (target.input !== undefined) return target.input;
  if (target.inputPath === undefined) return JSON.stringify(event);
  const part = valuesAt(event, target.inputPath.split('.').slice(1))[0];
  return JSON.stringify(part ?? {});
}
