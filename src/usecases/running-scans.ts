import { defined } from '../domain/defined';
import type { RunningScan } from '../domain/overview';
import type { Tasks } from '../ports/tasks';
import { imagesOf } from './start-scan';

/** The scans that run now, as Home and `status` show them. */
export async function runningScans(tasks: Pick<Tasks, 'running'>): Promise<RunningScan[]> {
  const running = await tasks.running();
  return running.map((task) => ({
    images: imagesOf(task),
    ...defined({ startedAt: task.createdAt }),
  }));
}
