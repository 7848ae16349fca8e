import fc from 'fast-check';
import { rankRatings, shownScore } from '../../src/domain/cvss';
import { defined } from '../../src/domain/defined';
import { mergeDetections, type ScoredDetection } from '../../src/domain/detection';
import {
  type AffectedImage,
  SEVERITIES,
  type SourcePackage,
  TARGET_KINDS,
  UNFIXED_STATUSES,
  type VulnerablePackage,
} from '../../src/domain/finding';
import type { Remedy, RemedyRow } from '../../src/domain/remedy';
import { DAY_MS } from '../../src/domain/timing';
import {
  type Exposure,
  type Urgency,
  type UrgencyFacts,
  urgencyOf,
} from '../../src/domain/urgency';

/** Printable text with everything that our own notations use as a separator. */
const hardText = (maxLength: number) =>
  fc
    .string({
      unit: fc.constantFrom(...'abcXYZ019.-_/:@+~ ;()[]%,<>&"é漢😀'),
      minLength: 1,
      maxLength,
    })
    .map((text) => text.trim() || 'x');

const word = (maxLength: number) => hardText(maxLength).map((text) => text.replace(/\s/g, '_'));

export const anExposure = (): fc.Arbitrary<Exposure> =>
  fc.oneof(
    fc.constant({ exposed: 'unknown' as const }),
    fc.record({
      exposed: fc.constantFrom('yes' as const, 'no' as const),
      source: fc.constantFrom('configured' as const, 'derived' as const),
    }),
  );

const share = fc.integer({ min: 0, max: 100_000 }).map((part) => part / 100_000);

const someFacts = (): fc.Arbitrary<UrgencyFacts> =>
  fc
    .record({
      exposed: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
      automatable: fc.boolean(),
      impact: fc.constantFrom('partial' as const, 'total' as const),
      vectorSource: fc.constantFrom('cvss' as const, 'assumed' as const),
      exploitedSince: fc.option(fc.constantFrom('2021-12-10', '2026-11-23'), { nil: undefined }),
      epss: fc.option(fc.record({ score: share, percentile: share }), { nil: undefined }),
    })
    .map(({ exploitedSince, epss, ...facts }) => ({
      ...facts,
      ...defined({ exploitedSince, epss }),
    }));

/** What a few scans, some days apart, have made of it. */
export const anUrgency = (): fc.Arbitrary<Urgency> =>
  fc
    .tuple(
      fc.array(fc.tuple(someFacts(), fc.integer({ min: 1, max: 40 })), { maxLength: 4 }),
      someFacts(),
    )
    .map(([history, facts]) => {
      let now = Date.parse('2026-11-24T03:00:00.000Z');
      let before: Urgency | undefined;
      for (const [earlier, days] of history) {
        before = urgencyOf(earlier, before, new Date(now));
        now += days * DAY_MS;
      }
      return urgencyOf(facts, before, new Date(now));
    });

const anImage = (): fc.Arbitrary<AffectedImage> =>
  fc
    .record({
      registry: fc.constantFrom('', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/', 'ghcr.io/'),
      repository: fc.constantFrom('web', 'api', 'team/worker', 'a/b/c', 'job-runner'),
      tag: fc.option(fc.constantFrom('latest', '1.2.3', 'v2'), { nil: undefined }),
      digest: fc.option(
        fc.constantFrom('a', 'b', 'c').map((char) => `sha256:${char.repeat(64)}`),
        { nil: undefined },
      ),
      platform: fc.option(fc.constantFrom('linux/amd64', 'linux/arm64', 'linux/arm/v7'), {
        nil: undefined,
      }),
      endOfLife: fc.option(fc.constant('debian 9.13'), { nil: undefined }),
      system: fc.option(fc.constantFrom('debian 9', 'alpine 3.15'), { nil: undefined }),
      kind: fc.option(fc.constantFrom(...TARGET_KINDS), { nil: undefined }),
      services: fc.uniqueArray(fc.constantFrom('main/web', 'main/api', 'batch/night-job')),
      exposure: fc.option(anExposure(), { nil: undefined }),
    })
    .map(({ registry, repository, tag, digest, platform, services, ...more }) => ({
      name: `${registry}${repository}`,
      repository,
      ...(tag !== undefined && { tag }),
      ...(digest !== undefined && { digest }),
      ...(platform !== undefined && { platform }),
      ...defined(more),
      services,
    }));

const aSource = (): fc.Arbitrary<SourcePackage> =>
  fc
    .record({
      name: word(30),
      version: word(15),
      module: fc.option(word(15), { nil: undefined }),
    })
    .map(({ module, ...rest }) => ({ ...rest, ...defined({ module }) }));

const aPackage = (images: string[]): fc.Arbitrary<VulnerablePackage> =>
  fc
    .record({
      name: word(30),
      installedVersion: word(15),
      fixedVersion: fc.option(hardText(20), { nil: undefined }),
      path: fc.option(hardText(40), { nil: undefined }),
      status: fc.option(fc.constantFrom(...UNFIXED_STATUSES), { nil: undefined }),
      type: fc.option(fc.constantFrom('alpine', 'debian', 'npm', 'jar'), { nil: undefined }),
      source: fc.option(aSource(), { nil: undefined }),
      image: fc.constantFrom(...images),
    })
    .map(({ fixedVersion, path, status, type, source, ...rest }) => ({
      ...rest,
      ...(fixedVersion !== undefined && { fixedVersion }),
      ...(path !== undefined && { path }),
      ...(fixedVersion === undefined && status !== undefined && { status }),
      ...(type !== undefined && { type }),
      ...defined({ source }),
    }));

const aRow = (): fc.Arbitrary<RemedyRow> =>
  fc
    .record({
      installed: hardText(15),
      target: fc.option(hardText(15), { nil: undefined }),
      reported: fc.option(hardText(25), { nil: undefined }),
      isMajor: fc.option(fc.constant(true as const), { nil: undefined }),
      leaves: fc.option(fc.array(word(15), { minLength: 1, maxLength: 4 }), { nil: undefined }),
    })
    .map(({ installed, ...rest }) => ({ installed, ...defined(rest) }));

const aRemedy = (): fc.Arbitrary<Remedy> =>
  fc
    .record({
      key: hardText(40),
      name: hardText(30),
      rows: fc.array(aRow(), { maxLength: 5 }),
      isConfirmed: fc.option(fc.constant(true as const), { nil: undefined }),
    })
    .map(({ isConfirmed, ...rest }) => ({ ...rest, ...defined({ isConfirmed }) }));

const ratings = () =>
  fc.uniqueArray(
    fc.record({
      source: fc.constantFrom('nvd', 'ghsa', 'redhat'),
      version: fc.constantFrom('2.0', '3.0', '3.1', '4.0'),
      score: fc.integer({ min: 1, max: 100 }).map((tenths) => tenths / 10),
    }),
    { selector: ({ source, version }) => `${source} ${version}`, maxLength: 6 },
  );

/** A detection whose images and packages agree, in the fixed order that detections are kept in. */
export const aDetection = (): fc.Arbitrary<ScoredDetection> =>
  fc
    .uniqueArray(anImage(), { selector: (image) => image.name, minLength: 1, maxLength: 4 })
    .chain((images) =>
      fc
        .record({
          vulnerabilityId: fc.constantFrom('CVE-2021-44228', 'GHSA-xvch-5gv4-984h', 'TEMP-0841856'),
          severity: fc.constantFrom(...SEVERITIES),
          title: hardText(60),
          description: hardText(200),
          source: fc.constantFrom('nvd', 'ghsa', 'debian'),
          rated: ratings(),
          urgency: fc.option(anUrgency(), { nil: undefined }),
          remedies: fc.option(fc.array(aRemedy(), { minLength: 1, maxLength: 3 }), {
            nil: undefined,
          }),
          packages: fc.array(aPackage(images.map((image) => image.name)), { maxLength: 8 }),
        })
        .map(({ source, rated, urgency, remedies, ...parts }) => {
          const cvss = rankRatings(rated, source);
          const more = cvss.length > 0 ? { cvss, ...shownScore(cvss) } : {};
          const merged = mergeDetections({ ...parts, ...more, images }, []);
          return { ...merged, ...defined({ urgency, remedies }) };
        }),
    );
