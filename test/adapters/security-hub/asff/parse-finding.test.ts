import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseFinding } from '../../../../src/adapters/security-hub/asff/parse-finding';
import { InvalidInput } from '../../../../src/domain/errors';
import { NO_MARK } from '../../../../src/domain/finding';
import { corpusFile, hasCorpus, testIf } from '../../../scanner/corpus';

/** As Trivy's contrib/asff.tpl writes it. */
const TEMPLATE = {
  SchemaVersion: '2018-10-08',
  Id: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.2 (alpine 3.20.1)/CVE-2024-5535',
  ProductArn: 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity',
  GeneratorId: 'Trivy/CVE-2024-5535',
  AwsAccountId: '123456789012',
  CreatedAt: '2026-11-24T10:00:00Z',
  UpdatedAt: '2026-11-24T10:00:00Z',
  Severity: { Label: 'CRITICAL' },
  Title: 'Trivy found a vulnerability to CVE-2024-5535 in container web:1.2, related to libssl3',
  Description: 'A buffer overread in &#39;SSL_select_next_proto&#39;.',
  Remediation: {
    Recommendation: { Text: 'More', Url: 'https://avd.aquasec.com/nvd/cve-2024-5535' },
  },
  ProductFields: { 'Product Name': 'Trivy' },
  Resources: [
    {
      Type: 'Container',
      Id: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.2 (alpine 3.20.1)',
      Partition: 'aws',
      Region: 'eu-west-1',
      Details: {
        Container: {
          ImageName: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.2 (alpine 3.20.1)',
        },
        Other: {
          'CVE ID': 'CVE-2024-5535',
          'CVE Title': 'openssl: SSL_select_next_proto buffer overread',
          PkgName: 'libssl3',
          'Installed Package': '3.3.1-r0',
          'Patched Package': '3.3.1-r1',
          NvdCvssScoreV3: '9.1',
          NvdCvssVectorV3: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:H',
          NvdCvssScoreV2: '',
          NvdCvssVectorV2: '',
        },
      },
    },
  ],
  RecordState: 'ACTIVE',
};

describe('a finding of Trivy’s own template', () => {
  it('is read like ours: package, versions, image, title and score', () => {
    const finding = parseFinding(TEMPLATE);

    expect(finding).toMatchObject({
      vulnerabilityId: 'CVE-2024-5535',
      severity: 'CRITICAL',
      title: 'openssl: SSL_select_next_proto buffer overread',
      description: "A buffer overread in 'SSL_select_next_proto'.",
      primaryUrl: 'https://avd.aquasec.com/nvd/cve-2024-5535',
      score: 9.1,
      packages: [{ name: 'libssl3', installedVersion: '3.3.1-r0', fixedVersion: '3.3.1-r1' }],
      images: [
        {
          name: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web',
          repository: 'web',
          tag: '1.2',
        },
      ],
      workflowStatus: 'NEW',
      recordState: 'ACTIVE',
    });
    expect(finding.scan).toBeUndefined();
  });

  const promise = testIf(hasCorpus);
  promise('is read in any version: each sample has its package', () => {
    const files = [
      'asff/mitre--saf--trivy-image_golang-1.12-alpine_sample.json',
      'asff/trivy-golden--alpine-310.asff.golden.json',
    ];
    const all = files.flatMap((file) => {
      const json = JSON.parse(readFileSync(corpusFile(file), 'utf8'));
      return (Array.isArray(json) ? json : json.Findings).map(parseFinding);
    });

    expect(all).toHaveLength(48);
    for (const finding of all) {
      expect(finding.vulnerabilityId).toMatch(/^CVE-\d+-\d+$/);
      expect(finding.packages).toHaveLength(1);
      expect(finding.images).toHaveLength(1);
      expect(finding.description).not.toMatch(/&#\d+;/);
    }
  });

  promise('is read when it comes from Amazon Inspector', () => {
    const file = corpusFile('asff/DefectDojo--django-DefectDojo--inspector_ecr.json');
    const findings = JSON.parse(readFileSync(file, 'utf8')).Findings.map(parseFinding);

    expect(findings).toHaveLength(7);
    expect(findings[0]).toMatchObject({
      vulnerabilityId: 'CVE-2023-2650',
      images: [{ name: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/repo-os' }],
    });
  });
});

describe('reading', () => {
  const markOf = (fields: object) => parseFinding({ ...TEMPLATE, UserDefinedFields: fields }).mark;

  it.each([
    ['1 NOTIFIED', { seq: 1, status: 'NOTIFIED' }],
    ['2 NEW', { seq: 2, status: 'NEW' }],
    ['120 RESOLVED', { seq: 120, status: 'RESOLVED' }],
    ['999999999999999 SUPPRESSED', { seq: 999_999_999_999_999, status: 'SUPPRESSED' }],
  ])('takes the mark "%s" from the one field that vulnscan writes', (vulnscan, mark) => {
    expect(markOf({ vulnscan, team: '7 RESOLVED' })).toEqual(mark);
  });

  it.each([
    '',
    '7',
    'RESOLVED',
    '7 resolved',
    '7 OPEN',
    '7  RESOLVED',
    ' 7 RESOLVED',
    '7 RESOLVED ',
    '7 RESOLVED\n',
    '7 NOTIFIED\n7 RESOLVED',
    '07 RESOLVED',
    '0 RESOLVED',
    '-7 RESOLVED',
    '7.5 RESOLVED',
    '1e3 RESOLVED',
    '٧ RESOLVED',
    '9999999999999999 RESOLVED',
  ])('finds no mark in %j, which is not ours', (vulnscan) => {
    expect(markOf({ vulnscan })).toEqual(NO_MARK);
  });

  it('finds no mark where the field is missing or no text', () => {
    expect(parseFinding(TEMPLATE).mark).toEqual(NO_MARK);
    expect(markOf({ other: '7 RESOLVED' })).toEqual(NO_MARK);
    expect(markOf({ vulnscan: 7 })).toEqual(NO_MARK);
  });

  const pageOf = (page: string) => {
    const ProductFields = {
      ...TEMPLATE.ProductFields,
      'vulnscan/scan': 's',
      'vulnscan/page': page,
    };
    return parseFinding({ ...TEMPLATE, ProductFields }).scan?.page;
  };

  it('takes the page of a scan, by name and size', () => {
    expect(pageOf('c1/3')).toEqual({ name: 'c1', size: 3 });
    expect(pageOf('p120/10')).toEqual({ name: 'p120', size: 10 });
    expect(pageOf('u1/5')).toEqual({ name: 'u1', size: 5 });
    expect(pageOf('r123/9999')).toEqual({ name: 'r123', size: 9_999 });
  });

  it.each([
    '',
    'c1',
    'c1/',
    '/3',
    'c1/0',
    'c1/-1',
    'c1/x',
    '1/3',
    'p1/3/4',
    'r1/10000',
    'p1/3\n',
    'card~/3',
  ])('takes no page from %j', (page) => {
    expect(pageOf(page)).toBeUndefined();
  });

  it('takes status and note unchanged', () => {
    const note = { Text: 'Known.', UpdatedBy: 'console', UpdatedAt: '2026-11-24T10:00:00Z' };

    const finding = parseFinding({ ...TEMPLATE, Workflow: { Status: 'SUPPRESSED' }, Note: note });

    expect(finding.workflowStatus).toBe('SUPPRESSED');
    expect(finding.note).toEqual({
      text: 'Known.',
      updatedBy: 'console',
      updatedAt: '2026-11-24T10:00:00Z',
    });
  });

  it('ignores values of the wrong type and throws InvalidInput only without an Id', () => {
    const keys = Object.keys(TEMPLATE).filter((key) => key !== 'Id' && key !== 'ProductArn');
    fc.assert(
      fc.property(
        fc.constantFrom(...keys, 'Note', 'Workflow', 'Vulnerabilities'),
        fc.anything(),
        (key, value) => {
          expect(parseFinding({ ...TEMPLATE, [key]: value }).id).toBe(TEMPLATE.Id);
        },
      ),
    );
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => parseFinding(value)).toThrow(InvalidInput);
      }),
    );
  });
});
