import type { PageTask } from '../protocol';
import { Pill } from './pill';

/** ECS tasks, newest first, each with what it printed. */
export function Tasks({ tasks }: { tasks: PageTask[] }) {
  if (tasks.length === 0)
    return <p class="empty">No task has run yet. Type /vulnscan to start one.</p>;
  return (
    <ul class="tasks">
      {tasks.toReversed().map((task, index) => (
        <li key={task.arn} class="task" data-task={task.arn}>
          <p class="task-head">
            <Pill kind="task" value={task.lastStatus} />
            <code>{task.arn.slice(task.arn.lastIndexOf('/') + 1).slice(0, 12)}</code>
            {task.exitCode !== undefined && <span>{`exit ${task.exitCode}`}</span>}
          </p>
          <p class="help">{[task.group, task.startedBy].filter(Boolean).join(' · ')}</p>
          {task.stoppedReason && <p class="task-reason">{task.stoppedReason}</p>}
          <details open={index === 0}>
            <summary>{`Log, ${task.log.length} lines`}</summary>
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
