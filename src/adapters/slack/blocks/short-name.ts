/** An image name without its registry. */
export function short(imageName: string): string {
  const slash = imageName.indexOf('/');
  const first = slash === -1 ? '' : imageName.slice(0, slash);
  return /[.:]/.test(first) ? imageName.slice(slash + 1) : imageName;
}
