import { randomUUID } from 'node:crypto';
import { type JsonObject, objectAt, textAt } from '../emulators/aws/json';
import type { Aws } from '../emulators/aws/server';
import { readPlacement } from '../src/adapters/security-hub/asff/placement';
import { PLACEMENT_FIELD } from '../src/domain/finding-fields';
import { groupOf, type Job } from '../src/domain/job';
import { refOf } from '../src/domain/message';
import { QUEUES } from '../src/installation';

/** Sends the job that a change of the finding would cause for every alert, so that all are drawn again. */
export function redrawAlerts({ hub, sqs }: Pick<Aws, 'hub' | 'sqs'>): void {
  const actions = sqs.queue(QUEUES.actions.name);
  for (const job of hub.findings().flatMap(syncJobs)) {
    actions?.send({ body: JSON.stringify(job), groupId: groupOf(job) });
  }
}

/** None while no message shows the finding. */
function syncJobs(finding: JsonObject): Job[] {
  const placement = readPlacement(textAt(objectAt(finding, 'UserDefinedFields'), PLACEMENT_FIELD));
  if (placement === undefined) return [];
  return [
    {
      type: 'sync',
      key: { id: textAt(finding, 'Id'), productArn: textAt(finding, 'ProductArn') },
      ref: refOf(placement),
      eventTime: new Date().toISOString(),
      origin: { requestId: randomUUID() },
    },
  ];
}
