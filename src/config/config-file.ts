import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { InvalidInput } from '../domain/errors';
import { type Config, checkConfig, parseConfig } from './config';

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

/** Parses vulnscan.yml; throws InvalidInput `config` naming every fault with its line. `file` is only named. */
export function parseConfigText(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors.map(
    (error) => `  line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`,
  );
  if (syntax.length > 0) throw faulty(file, syntax);
  const value: unknown = document.toJS();
  const faults = checkConfig(value).map((fault) => {
    const line = lineOf(fault.path);
    return `  ${line === undefined ? '' : `line ${line}: `}${fault.path.join('.') || 'the file'}: ${fault.message}`;
  });
  if (faults.length > 0) throw faulty(file, faults);
  return parseConfig(value);

  /** The line of the setting, or of its nearest parent that is in the file. */
  function lineOf(path: (string | number)[]): number | undefined {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  }
}

function faulty(file: string, faults: string[]): InvalidInput {
  return new InvalidInput(
    'config',
    `${file} has mistakes; fix them and run again:\n${faults.join('\n')}`,
  );
}
