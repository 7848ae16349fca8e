import type { Finding } from '../../../domain/finding';

type ScanPage = NonNullable<NonNullable<Finding['scan']>['page']>;

/** The page of a scan's new findings as text: `<name>/<size>`. */
export function writePage({ name, size }: ScanPage): string {
  return `${name}/${size}`;
}

/** Undefined for anything that `writePage` did not write. */
export function readPage(text: string | undefined): ScanPage | undefined {
  const [, name, size] = /^([a-z][0-9]{1,6})\/([1-9][0-9]{0,3})$/.exec(text ?? '') ?? [];
  return name === undefined ? undefined : { name, size: Number(size) };
}
