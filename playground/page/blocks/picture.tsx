import { useText } from '../state/session';
import { type Json, readString, safeUrl } from './read';

/** An image, or its alternative text when a page may not load its address. */
export function Picture({ image }: { image: Json }) {
  const text = useText();
  const url = safeUrl(image['image_url']);
  const alt = readString(image['alt_text']);
  if (url === undefined) return <span class="bk-unsupported">{alt || text.form.image}</span>;
  return <img src={url} alt={alt} loading="lazy" referrerpolicy="no-referrer" />;
}
