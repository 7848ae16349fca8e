/** コードや英数字で終わる語は、仮名との間を空ける。Slack はコードの直後に仮名があるとコードと見なさない。 */
export function spacedAfter(words: string): string {
  return /[!-~]$/.test(words) ? `${words} ` : words;
}
