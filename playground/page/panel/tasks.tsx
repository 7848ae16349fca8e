import type { PageTask } from '../protocol';
import { useSession, useText } from '../state/session';
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
            {task.lastStatus === 'RUNNING' && <Kill task={task} />}
          </p>
          <p class="help">{[task.step, task.group, task.startedBy].filter(Boolean).join(' · ')}</p>
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

/** Lets a task die, to see what becomes of its scan. */
function Kill({ task }: { task: PageTask }) {
  const session = useSession();
  const { tasks: text } = session.text;
  return (
    <button
      type="button"
      class="bk-button bk-button-default task-kill"
      title={text.killHelp}
      onClick={() => session.act({ do: 'kill-task', arn: task.arn })}
    >
      {text.kill}
    </button>
  );
}
