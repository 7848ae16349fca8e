/** Dashes that phones, editors and Japanese keyboards put in the place of a hyphen. */
const DASHES = /[\u2010-\u2015\u2212]|(?<=[0-9A-Za-z])\u30fc(?=[0-9A-Za-z])/g;
/** A full-width blank is a blank after normalization. */
const SEPARATORS = /[\s,\u3001\u200b\ufeff]+/;
const QUOTES = /^["'`\u2018-\u201f\u300c-\u300f]+|["'`\u2018-\u201f\u300c-\u300f]+$/g;

/**
 * The words of a command as they are meant: full-width letters, digits and blanks become plain ones (NFKC), commas
 * separate words, and quotes around a word are left out.
 */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .replace(DASHES, '-')
    .split(SEPARATORS)
    .map((word) => word.replace(QUOTES, ''))
    .filter((word) => word !== '');
}

/** `help`, `?`, `-h`, `--help`, and what a phone makes of the last. */
export function isHelp(word: string): boolean {
  return /^(\?|help|--?(h|help))$/i.test(word);
}

/** An option such as `--help`, which is never an image or a severity. */
export function asksForHelp(word: string): boolean {
  return word.startsWith('-') && isHelp(word);
}
