import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Config } from '../src/config/config';
import { ecrHost } from '../src/domain/region';
import { isPlaygroundFeeds, putCatalogue, shippedEntries } from './feeds';
import type { ActResult } from './page/protocol';
import type { Recordings } from './recordings';

/** Repository of the image that a new service runs; `exposed` of playground/vulnscan.yml covers it. */
const NEW_IMAGE = 'checkout-public';
/** The image that it is a copy of, among the shipped samples. */
const COPIED = /api-\d+\.json$/;

/** What happens outside vulnscan, each followed by a scan that finds it. */
export interface Outside {
  /** CISA lists a vulnerability as known to be exploited. */
  listExploited(vulnerabilityId: string): Promise<ActResult>;
  /** A new service runs an image that has what another one has. */
  runNewImage(): Promise<ActResult>;
}

export interface OutsideDeps {
  config: Config;
  recordings: Recordings;
  /** A folder for the report of the new image. */
  work: string;
  /** Starts a scan of everything. */
  scan(): Promise<void>;
}

export function createOutside({ config, recordings, work, scan }: OutsideDeps): Outside {
  const entries = shippedEntries();
  let isRunning = false;
  return {
    async listExploited(cveID) {
      if (!isPlaygroundFeeds(config.feeds)) return REAL_FEEDS;
      if (entries.some((each) => each.cveID === cveID)) return LISTED;
      const dateAdded = new Date().toISOString().slice(0, 10);
      entries.push({ cveID, dateAdded, knownRansomwareCampaignUse: 'Unknown' });
      await putCatalogue(entries);
      await scan();
      return { ok: true };
    },
    async runNewImage() {
      if (isRunning) return RUNNING;
      const files = recordings.files();
      const copied = files.find((file) => COPIED.test(file)) ?? files[0];
      if (copied === undefined) return NOT_RECORDED;
      isRunning = true;
      const file = join(work, `${NEW_IMAGE}.json`);
      writeFileSync(file, renamed(readFileSync(copied, 'utf8'), imageOf(config)));
      recordings.add(file);
      await scan();
      return { ok: true };
    },
  };
}

const REAL_FEEDS: ActResult = {
  ok: false,
  error: 'This playground reads the real catalogue; start it without images and reports.',
};
const LISTED: ActResult = { ok: false, error: 'CISA lists it already; choose another one.' };
const RUNNING: ActResult = {
  ok: false,
  error: 'The new service is running already; start again with npm start.',
};
const NOT_RECORDED: ActResult = {
  ok: false,
  error: 'Only a playground with recorded reports can do this; start it without images.',
};

function imageOf({ aws }: Config): string {
  return `${ecrHost(aws.account, aws.region)}/${NEW_IMAGE}`;
}

const Report = z.looseObject({
  Metadata: z.looseObject({ RepoDigests: z.array(z.string()).exactOptional() }).exactOptional(),
});

/** A Trivy report as if it was about another image. */
function renamed(text: string, image: string): string {
  const { Metadata = {}, ...report } = Report.parse(JSON.parse(text));
  const digests = Metadata.RepoDigests?.map((each) => `${image}${each.slice(each.indexOf('@'))}`);
  return JSON.stringify({
    ...report,
    ArtifactName: `${image}:latest`,
    Metadata: {
      ...Metadata,
      RepoTags: [`${image}:latest`],
      ...(digests && { RepoDigests: digests }),
    },
  });
}
