import { findingId } from '../../src/domain/finding-id';
import { utf8Length } from '../../src/domain/text';

const LIMIT = 512;
const ROOM = LIMIT - 'vulnscan//CVE-1'.length;

describe('a finding’s id', () => {
  it('has no tag and no digest, and includes the repository in scope image', () => {
    expect(findingId('CVE-1')).toBe('vulnscan/CVE-1');
    expect(findingId('CVE-1', 'registry/web')).toBe('vulnscan/registry/web/CVE-1');
  });

  it('is not shortened up to 512 bytes', () => {
    const name = 'x'.repeat(ROOM);

    expect(findingId('CVE-1', name)).toBe(`vulnscan/${name}/CVE-1`);
  });

  it('is shortened to 512 bytes with the same beginning, and stays unique', () => {
    const name = 'x'.repeat(ROOM);
    const ids = [findingId('CVE-1', `${name}a`), findingId('CVE-1', `${name}b`)];

    expect(new Set(ids).size).toBe(2);
    for (const id of ids) {
      expect(utf8Length(id)).toBeLessThanOrEqual(LIMIT);
      expect(id).toMatch(/^vulnscan\/x{400,}…[0-9a-z]+$/);
    }
  });
});
