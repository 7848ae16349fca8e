import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseFinding } from '../../../../src/adapters/security-hub/asff/parse-finding';
import { InvalidInput } from '../../../../src/domain/errors';
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
  it('takes the message of a finding from the one field that vulnscan writes', () => {
    const shown = (slack: string) => parseFinding({ ...TEMPLATE, UserDefinedFields: { slack } });

    expect(shown('C0ABC/1700000000.000100/2').placement).toEqual({
      channel: 'C0ABC',
      ts: '1700000000.000100',
      generation: 2,
    });
    expect(shown('C0ABC/1700000000.000100/0/1690000000.000200').placement).toMatchObject({
      threadTs: '1690000000.000200',
    });
    expect(shown('see the channel').placement).toBeUndefined();
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
