import { gzipSync } from 'node:zlib';

const DAY = 24 * 3_600_000;
/** The time of the scans in these tests: copies that a test puts into the archive before are four days old. */
export const NOW = new Date(Date.now() + 4 * DAY);

export function daysAgo(days: number): string {
  return new Date(NOW.getTime() - days * DAY).toISOString();
}

export interface Entry {
  cveID: string;
  dateAdded: string;
  knownRansomwareCampaignUse?: string;
}

/** Entries of CVE-2021-44228 and of others up to this number. */
export function entries(count: number): Entry[] {
  const others = Array.from({ length: count - 1 }, (_, index) => ({
    cveID: `CVE-2024-${1_000 + index}`,
    dateAdded: '2024-05-01',
    knownRansomwareCampaignUse: 'Unknown',
  }));
  const log4shell = {
    cveID: 'CVE-2021-44228',
    dateAdded: '2021-12-10',
    knownRansomwareCampaignUse: 'Known',
  };
  return [log4shell, ...others];
}

/** A catalogue in CISA's form, with what is to be different. */
export function catalogue(different: Record<string, unknown> = {}, list = entries(30)): string {
  return JSON.stringify({
    title: 'CISA Catalog of Known Exploited Vulnerabilities',
    catalogVersion: '2026.11.25',
    dateReleased: daysAgo(2),
    count: list.length,
    vulnerabilities: list.map((entry) => ({ ...entry, vendorProject: 'Apache', cwes: [] })),
    ...different,
  });
}

/** Scores in FIRST's form, without compression. */
export function csv(lines: string[] = scoreLines(100), scoredAt = daysAgo(1)): string {
  const comment = `#model_version:v2025.03.14,score_date:${scoredAt}`;
  return [comment, 'cve,epss,percentile', ...lines, ''].join('\n');
}

export function scoreLines(count: number): string[] {
  const others = Array.from(
    { length: count - 1 },
    (_, index) => `CVE-2024-${1_000 + index},0.001,0.2`,
  );
  return ['CVE-2021-44228,0.94358,0.99962', ...others];
}

export function scores(lines?: string[], scoredAt?: string): Buffer {
  return gzipSync(csv(lines, scoredAt));
}
