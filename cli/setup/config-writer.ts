import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { checkConfig } from '../../src/config/config';
import { ROOT } from '../stack/cdk';

/** What stands in the vulnscan.yml that nobody has filled in. */
const EXAMPLE = ['123456789012', 'T0HOME', 'C0SECURITY'];

/**
 * vulnscan.yml as a document that keeps its comments. A file that isn't there yet begins as the example, whose
 * placeholders are no answers.
 */
export function openConfig(file: string): { document: Document; isNew: boolean } {
  const isNew = !existsSync(file);
  const text = readFileSync(isNew ? join(ROOT, 'vulnscan.yml') : file, 'utf8');
  return {
    document: parseDocument(text),
    isNew: isNew || EXAMPLE.every((id) => text.includes(id)),
  };
}

/** Sets what was answered, and only writes a file that `npm run deploy` takes. Answers the faults, if any. */
export function writeConfig(
  file: string,
  document: Document,
  answers: [path: string[], value: unknown][],
): string[] {
  for (const [path, value] of answers) document.setIn(path, document.createNode(value));
  const faults = checkConfig(document.toJS()).map(
    (fault) => `${fault.path.join('.')}: ${fault.message}`,
  );
  if (faults.length === 0)
    writeFileSync(file, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
  return faults;
}
