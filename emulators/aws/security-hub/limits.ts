/** Numbers that belong to a call and not to a field. */
export const LIMITS = {
  findingsPerImport: 100,
  findingBytes: 240 * 1024,
  importBytes: 6 * 1024 * 1024,
  pageSize: 100,
  filterAttributes: 10,
  filterValues: 20,
} as const;

export const RATES = {
  GetFindings: { perSecond: 3, burst: 6 },
  BatchImportFindings: { perSecond: 10, burst: 30 },
  BatchUpdateFindings: { perSecond: 10, burst: 30 },
} as const;

/** Every other operation's rate. */
export const OTHER_RATE = { perSecond: 10, burst: 30 } as const;
