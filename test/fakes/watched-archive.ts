import type { Archive } from '../../src/ports/archive';

/** Called before each call takes effect, and after it; may throw. */
export type Watch = (call: string, moment: 'before' | 'after') => void;

/** An archive whose calls are seen, and may fail. */
export function watchedArchive(archive: Archive, watch: Watch): Archive {
  const call = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    watch(name, 'before');
    const answer = await act();
    watch(name, 'after');
    return answer;
  };
  return {
    get: (key) => call(`get ${key}`, () => archive.get(key)),
    put: (key, body, options) => call(`put ${key}`, () => archive.put(key, body, options)),
    putFile: (key, file, options) => call(`put ${key}`, () => archive.putFile(key, file, options)),
    getFile: (key, file) => call(`get ${key}`, () => archive.getFile(key, file)),
    async *list(prefix) {
      watch(`list ${prefix}`, 'before');
      yield* archive.list(prefix);
      watch(`list ${prefix}`, 'after');
    },
    delete: (keys) => call(`delete ${keys.length} objects`, () => archive.delete(keys)),
  };
}
