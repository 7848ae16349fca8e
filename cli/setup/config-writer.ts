import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { checkConfig } from '../../src/config/config';

const EXAMPLE_FILE = join(__dirname, '..', '..', 'vulnscan.yml');
/** The placeholder ids of the example. A file with all of them has not been filled in. */
const PLACEHOLDERS = ['123456789012', 'T0HOME', 'C0SECURITY', 'A0VULNSCAN'];

/**
 * vulnscan.yml as a document that keeps its comments. A file that does not exist yet starts as a copy of the example.
 * `isNew` is true while the file has only placeholders.
 */
export function openConfig(file: string): { document: Document; isNew: boolean } {
  const isNew = !existsSync(file);
  const text = readFileSync(isNew ? EXAMPLE_FILE : file, 'utf8');
  return {
    document: parseDocument(text),
    isNew: isNew || PLACEHOLDERS.every((id) => text.includes(id)),
  };
}

/** Sets the answers, null takes a setting out, and writes the file only if it is valid. Returns the faults, if any. */
export function writeConfig(
  file: string,
  document: Document,
  answers: [path: string[], value: unknown][],
): string[] {
  for (const [path, value] of answers) {
    if (value === null) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
  }
  const faults = checkConfig(document.toJS()).map(
    (fault) => `${fault.path.join('.')}: ${fault.message}`,
  );
  if (faults.length === 0)
    writeFileSync(file, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
  return faults;
}
