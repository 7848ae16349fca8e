/** How often a property is tried: as often as asked, or a twentieth of it where thousands of mutants are tried too. */
export function runs(count: number): number {
  return process.env['VULNSCAN_MUTANTS'] === undefined ? count : Math.ceil(count / 20);
}
