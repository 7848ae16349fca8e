import { existsSync, readFileSync } from 'node:fs';
import { packCatalogue, parseCatalogue } from '../../../src/adapters/feeds/kev';
import { faultsOf } from '../../../src/domain/feed-faults';
import { corpusFile, testIf } from '../../scanner/corpus';

const FILE = corpusFile('prioritisation/kev-2025-08-25.json');
const fault = faultsOf('kev', FILE);

testIf(existsSync(FILE))("CISA's own catalogue is read whole, and its copy is small", () => {
  const now = new Date();
  const catalogue = parseCatalogue(readFileSync(FILE), fault, now);
  const copy = packCatalogue(catalogue);

  expect(catalogue).toMatchObject({
    version: '2025.08.25',
    asOf: '2025-08-25T17:04:19.979Z',
    size: 1404,
  });
  expect(catalogue.exploited.get('CVE-2021-44228')).toEqual({
    since: '2021-12-10',
    ransomware: true,
  });
  expect(copy.length).toBeLessThan(150_000);
  expect(parseCatalogue(copy, fault, now)).toEqual(catalogue);
});
