import type { PageTraffic } from '../protocol';
import { useText } from '../state/session';

const IDS = ['scanner', 'security-hub', 'eventbridge', 'sqs', 'lambda', 'ledger', 'slack'] as const;
type Node = (typeof IDS)[number];

interface Spot {
  x: number;
  y: number;
}

const NODES: Record<Node, Spot> = {
  scanner: { x: 64, y: 40 },
  'security-hub': { x: 210, y: 40 },
  eventbridge: { x: 356, y: 40 },
  sqs: { x: 356, y: 136 },
  lambda: { x: 210, y: 136 },
  ledger: { x: 210, y: 232 },
  slack: { x: 64, y: 136 },
};

/** Services have the same name in every language. */
const SERVICES: Record<Exclude<Node, 'scanner' | 'ledger'>, string> = {
  'security-hub': 'Security Hub',
  eventbridge: 'EventBridge',
  sqs: 'SQS',
  lambda: 'Lambda',
  slack: 'Slack',
};

/** The connections between the boxes. They are always visible; traffic is highlighted on top. */
const WAYS: [Node, Node][] = [
  ['scanner', 'security-hub'],
  ['security-hub', 'eventbridge'],
  ['eventbridge', 'sqs'],
  ['sqs', 'lambda'],
  ['lambda', 'slack'],
  ['lambda', 'security-hub'],
  ['lambda', 'scanner'],
  ['lambda', 'ledger'],
];

const HALF = { width: 56, height: 24 };
const SHOWN_MILLIS = 4000;

/** A diagram of the data flow that highlights the connections with traffic. */
export function Diagram({ traffic }: { traffic: PageTraffic[] }) {
  const { queues } = useText();
  const now = Date.now();
  const lit = traffic.slice(-24).filter((one) => now - Date.parse(one.at) < SHOWN_MILLIS);
  return (
    <svg class="diagram" viewBox="0 0 420 272" role="img" aria-label={queues.loop}>
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M1 1l6 3-6 3" />
        </marker>
      </defs>
      {WAYS.map(([from, to]) => (
        <line key={`${from} ${to}`} class="way" marker-end="url(#arrow)" {...lineOf(from, to)} />
      ))}
      {lit.map((one) => (
        <Hop key={one.id} entry={one} />
      ))}
      {IDS.map((id) => (
        <NodeBox key={id} id={id} pulse={lastTouch(lit, id)} />
      ))}
    </svg>
  );
}

function Hop({ entry }: { entry: PageTraffic }) {
  const [from, to] = [nodeOf(entry.from), nodeOf(entry.to)];
  if (!from || !to || from === to) return null;
  const failed = isFailure(entry.outcome);
  return <line class={failed ? 'hop hop-failed' : 'hop'} {...lineOf(from, to)} />;
}

function NodeBox({ id, pulse }: { id: Node; pulse: number | undefined }) {
  const { queues } = useText();
  const spot = NODES[id];
  const box = {
    x: spot.x - HALF.width,
    y: spot.y - HALF.height,
    width: HALF.width * 2,
    height: HALF.height * 2,
    rx: 8,
  };
  return (
    <g>
      <rect class="node" {...box} />
      {pulse !== undefined && <rect key={pulse} class="node-pulse" {...box} />}
      <text class="node-name" x={spot.x} y={spot.y - 2}>
        {id === 'scanner' || id === 'ledger' ? queues.names[id] : SERVICES[id]}
      </text>
      <text class="node-detail" x={spot.x} y={spot.y + 13}>
        {queues.detail[id]}
      </text>
    </g>
  );
}

function lastTouch(lit: PageTraffic[], id: string): number | undefined {
  return lit.findLast((one) => nodeOf(one.to) === id || nodeOf(one.from) === id)?.id;
}

function nodeOf(place: PageTraffic['from']): Node | undefined {
  if (place === 'person') return undefined;
  return place === 'ecs' ? 'scanner' : place;
}

export function isFailure(outcome: string | undefined): boolean {
  return outcome === 'error' || /^[45]\d\d$/.test(outcome ?? '');
}

/** A line from the edge of one box to the edge of the other. */
function lineOf(from: Node, to: Node) {
  const [a, b] = [NODES[from], NODES[to]];
  const start = rim(a, b);
  const end = rim(b, a);
  return { x1: start.x, y1: start.y, x2: end.x, y2: end.y };
}

function rim(from: Spot, to: Spot): { x: number; y: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const gap = 3;
  const byWidth = dx === 0 ? Number.POSITIVE_INFINITY : (HALF.width + gap) / Math.abs(dx);
  const byHeight = dy === 0 ? Number.POSITIVE_INFINITY : (HALF.height + gap) / Math.abs(dy);
  const share = Math.min(byWidth, byHeight);
  return { x: from.x + dx * share, y: from.y + dy * share };
}
