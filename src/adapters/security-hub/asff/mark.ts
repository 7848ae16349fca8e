import { type Mark, NO_MARK, WORKFLOW_STATUSES } from '../../../domain/finding';

const FORMAT = new RegExp(`^([1-9][0-9]{0,14}) (${WORKFLOW_STATUSES.join('|')})$`);

/** A mark as text: `<seq> <status>`. */
export function writeMark({ seq, status }: Mark): string {
  return `${seq} ${status}`;
}

/** NO_MARK for anything that `writeMark` did not write: the field belongs to the customer, who may change it. */
export function readMark(text: string | undefined): Mark {
  const [, seq, name] = FORMAT.exec(text ?? '') ?? [];
  const status = WORKFLOW_STATUSES.find((each) => each === name);
  return status === undefined ? NO_MARK : { seq: Number(seq), status };
}
