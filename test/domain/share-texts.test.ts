import { createTextSharing } from '../../src/domain/share-texts';
import { aFinding, anImage } from './builders';

const copyOf = <T>(value: T): T => structuredClone(value);

test('a finding is the same, and equal images of several findings are one object', () => {
  const share = createTextSharing();
  const web = anImage('web', {
    services: ['main/web'],
    exposure: { exposed: 'yes', source: 'derived' },
  });
  const findings = ['CVE-1', 'CVE-2'].map((vulnerabilityId) =>
    aFinding({ vulnerabilityId, images: [copyOf(web), anImage('api')] }),
  );

  const shared = findings.map((finding) => share(copyOf(finding)));

  expect(shared).toEqual(findings);
  expect(shared[0]?.images[0]).toBe(shared[1]?.images[0]);
  expect(shared[0]?.images[0]).not.toBe(shared[0]?.images[1]);
});
