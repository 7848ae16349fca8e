import type { Json } from './read';

export interface ElementProps {
  element: Json;
  blockId: string;
  /** The id of the visible label, inside an input block. */
  labelledBy?: string;
  describedBy?: string;
  /** Changes are not sent to the app: an input block without `dispatch_action`. */
  silent?: boolean;
}
