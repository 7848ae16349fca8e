import type { PageQueue, PageTraffic } from '../protocol';
import { useText } from '../state/session';
import { Diagram, isFailure } from './diagram';

interface QueuesProps {
  queues: PageQueue[];
  traffic: PageTraffic[];
}

/** The diagram of the data flow, the depth of each queue, and the newest traffic. */
export function Queues({ queues, traffic }: QueuesProps) {
  const { queues: text } = useText();
  return (
    <div class="queues">
      <Diagram traffic={traffic} />
      <table class="plain-table">
        <caption class="sr-only">{text.name}</caption>
        <thead>
          <tr>
            <th scope="col">{text.queue}</th>
            <th scope="col">{text.waiting}</th>
            <th scope="col">{text.inFlight}</th>
            <th scope="col">{text.delayed}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.name}>
              <th scope="row">{queue.name}</th>
              <td>{queue.visible}</td>
              <td>{queue.inFlight}</td>
              <td>{queue.delayed}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3 class="panel-title">{text.traffic}</h3>
      <ol class="traffic">
        {traffic.toReversed().map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {traffic.length === 0 && <p class="empty">{text.nothing}</p>}
    </div>
  );
}

function Entry({ entry }: { entry: PageTraffic }) {
  const failed = isFailure(entry.outcome);
  return (
    <li class={failed ? 'hop-row hop-row-failed' : 'hop-row'}>
      <time dateTime={entry.at}>
        {new Date(entry.at).toLocaleTimeString([], { hour12: false })}
      </time>
      <span class="hop-what">
        <span class="hop-way">{`${entry.from} → ${entry.to}`}</span>
        {entry.what}
      </span>
      <span class="hop-outcome">
        {entry.outcome ?? '…'}
        {entry.millis !== undefined && <span class="hop-millis">{` ${entry.millis} ms`}</span>}
      </span>
    </li>
  );
}
