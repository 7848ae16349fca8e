import { ARCHIVE_PREFIXES } from '../../installation';
import type { Archive } from '../../ports/archive';
import type { DetectionStore } from '../../ports/detections';
import type { Log } from '../../ports/runtime';
import { createJsonObjects } from './json-objects';

/** Of the form of the objects. */
const VERSION = 1;

/** Detections as `detections/<digest>/<platform>.json.gz`. */
export function createDetectionStore(archive: Archive, log: Log): DetectionStore {
  const objects = createJsonObjects(archive, log);
  return {
    put: async (key, detections) => {
      await objects.write(`${ARCHIVE_PREFIXES.detections}${key}.json.gz`, {
        version: VERSION,
        ...detections,
      });
    },
  };
}
