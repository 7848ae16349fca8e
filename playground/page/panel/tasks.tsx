import type { PageTask } from '../protocol';
import { useText } from '../state/session';
import { Pill } from './pill';

/** ECS tasks, newest first, each with what it printed. */
export function Tasks({ tasks }: { tasks: PageTask[] }) {
  const { tasks: text } = useText();
  if (tasks.length === 0) return <p class="empty">{text.nothing}</p>;
  return (
    <ul class="tasks">
      {tasks.toReversed().map((task, index) => (
        <li key={task.arn} class="task" data-task={task.arn}>
          <p class="task-head">
            <Pill kind="task" value={task.lastStatus} />
            <code>{task.arn.slice(task.arn.lastIndexOf('/') + 1).slice(0, 12)}</code>
            {task.exitCode !== undefined && <span>{text.exit(task.exitCode)}</span>}
          </p>
          <p class="help">{[task.group, task.startedBy].filter(Boolean).join(' · ')}</p>
          {task.stoppedReason && <p class="task-reason">{task.stoppedReason}</p>}
          <details open={index === 0}>
            <summary>{text.log(task.log.length)}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the log scrolls, so the keyboard must reach it */}
            <pre class="task-log" tabIndex={0}>
              {task.log.join('\n')}
            </pre>
          </details>
        </li>
      ))}
    </ul>
  );
}
