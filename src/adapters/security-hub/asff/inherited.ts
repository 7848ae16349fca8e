import { PRODUCT_FIELDS } from '../../../domain/finding-fields';
import type { Inherited } from '../../../domain/renamed';

type Fields = Record<string, string>;

/** A decision that a finding has from its former id, as fields of it. */
export function writeInherited(inherited: Inherited | undefined): Fields {
  if (inherited === undefined) return {};
  return {
    [PRODUCT_FIELDS.inheritedStatus]: inherited.status,
    [PRODUCT_FIELDS.inheritedNote]: inherited.note.text,
    [PRODUCT_FIELDS.inheritedBy]: inherited.note.updatedBy,
  };
}

/** Undefined for anything that `writeInherited` did not write. */
export function readInherited(fields: Fields): Inherited | undefined {
  const status = fields[PRODUCT_FIELDS.inheritedStatus];
  const text = fields[PRODUCT_FIELDS.inheritedNote];
  const updatedBy = fields[PRODUCT_FIELDS.inheritedBy];
  if (status !== 'RESOLVED' && status !== 'SUPPRESSED') return undefined;
  return text && updatedBy ? { status, note: { text, updatedBy } } : undefined;
}
