/** How many cases a property test runs: `count`, or a twentieth of it in mutation tests, which run it for each mutant. */
export function runs(count: number): number {
  return process.env['VULNSCAN_MUTANTS'] === undefined ? count : Math.ceil(count / 20);
}
