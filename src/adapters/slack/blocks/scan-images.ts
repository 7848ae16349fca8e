import { code } from '../escape';
import type { FormContext } from '../form-context';
import { fold } from './shared-blocks';
import { short } from './short-name';

/** The images of a scan; an empty list means all. */
export function imageList(images: string[], { text }: FormContext): string {
  if (images.length === 0) return text.allImages;
  return fold(
    images.map((image) => code(short(image), 60)),
    5,
    text,
  );
}
