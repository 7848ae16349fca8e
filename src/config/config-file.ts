import { readFileSync } from 'node:fs';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { InvalidInput } from '../domain/errors';
import { type Config, checkConfig, parseConfig } from './config';
import type { ConfigFault } from './faults';

/** Reads vulnscan.yml. Throws InvalidInput `config` naming every fault with its line. */
export function readConfigFile(file: string): Config {
  return parseConfigText(readConfigText(file), file);
}

function readConfigText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidInput(
      'config',
      `${file} can't be read; check the path, or run npm run setup to write one.`,
      { cause },
    );
  }
}

/** The example has 1,300 characters. */
const MAX_CHARACTERS = 100_000;
const ONE_LINE = 200;

/** Parses vulnscan.yml; throws InvalidInput `config` naming every fault with its line. `file` is only named. */
export function parseConfigText(text: string, file: string): Config {
  const { document, lines } = parseYaml(text, file);
  const value = contentOf(document, file);
  const faults = checkConfig(value).map((fault) => {
    const line = lineOf(fault.path);
    return `  ${line === undefined ? '' : `line ${line}: `}${fault.path.join('.') || 'the file'}: ${fault.message}`;
  });
  if (faults.length > 0) throw faulty(file, faults);
  return parseConfig(value);

  /** The line of the setting's name, or of its nearest parent that is in the file. */
  function lineOf(path: ConfigFault['path']): number | undefined {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = nodeAt(document, path.slice(0, depth));
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  }
}

/** The name of a setting, or an item of a list. */
function nodeAt(document: Document, path: ConfigFault['path']): unknown {
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return document.getIn(path, true);
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
}

function parseYaml(text: string, file: string) {
  if (text.length > MAX_CHARACTERS)
    throw faulty(file, [`  the file is longer than ${MAX_CHARACTERS} characters`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const faults = [...document.errors, ...document.warnings].map(
    ({ code, pos, message }) => `  line ${lines.linePos(pos[0]).line}: ${wordsOf(code, message)}`,
  );
  if (faults.length > 0) throw faulty(file, faults);
  return { document, lines };
}

/** The parser's first sentence, where a person can use it. */
function wordsOf(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'there must be one document; remove the line with ---';
  if (code === 'RESOURCE_EXHAUSTION' || message.includes('call stack'))
    return 'it is nested too deeply';
  const [sentence = ''] = message.split('\n');
  return sentence.replace(/ at line \d+.*$/, '').slice(0, ONE_LINE);
}

/** An alias that repeats aliases can grow a small file beyond all memory, so the parser's limit for them is kept. */
function contentOf(document: Document, file: string): unknown {
  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    throw faulty(file, ['  its aliases (*name) repeat too much; write the values out']);
  }
  if (value === null || value === undefined) {
    throw new InvalidInput(
      'config',
      `${file} is empty; run npm run setup, or copy the vulnscan.yml of the repository.`,
    );
  }
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw faulty(file, ['  it must have settings such as aws: and slack:']);
}

function faulty(file: string, faults: string[]): InvalidInput {
  return new InvalidInput(
    'config',
    `${file} has mistakes; fix them and run again:\n${faults.join('\n')}`,
  );
}
