import type { ImageDetections } from '../domain/image-detections';

/** Detections of images in the archive, by the key that `detectionsByContent` gives. Rejects like the archive. */
export interface DetectionStore {
  put(key: string, detections: ImageDetections): Promise<void>;
}
