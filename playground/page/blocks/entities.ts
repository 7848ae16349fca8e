/** `&amp;lt;` becomes `&lt;` and stops there: what was escaped once is unescaped once. */
export function unescapeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) =>
    name === 'amp' ? '&' : name === 'lt' ? '<' : '>',
  );
}
