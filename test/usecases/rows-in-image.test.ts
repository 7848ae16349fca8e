import { absorb } from '../../src/domain/absorb';
import { imageChoice } from '../../src/domain/open-filter';
import { placeOf } from '../../src/domain/row';
import { rowsInImage } from '../../src/usecases/rows-in-image';
import { aFinding, anImage, FINDING_RULES, NOW } from '../domain/builders';
import { createFakeLedger } from '../fakes/ledger';

const images = Array.from({ length: 60 }, (_, index) => anImage(`team/service-${index + 10}`));
const last = images.at(-1) ?? anImage('none');

/** The images that the rows name, where this image is asked for. */
async function asked(image: string | undefined, names: string[] = []) {
  const ledger = createFakeLedger();
  const now = { now: NOW, token: () => 't' };
  const item = absorb(undefined, { finding: aFinding({ images }), time: 0 }, FINDING_RULES, now);
  if (item === undefined) throw new Error('nothing absorbed');
  await ledger.putFinding(item);
  const [row] = await rowsInImage(ledger, [placeOf(item).row], image, names);
  return row?.images ?? [];
}

test('a finding in more images than its row and Security Hub name is found by each of them', async () => {
  expect(await asked(undefined)).not.toContain(last.name);
  expect(await asked(last.name)).toContain(last.name);
  expect(await asked(imageChoice(last.name))).toContain(last.name);
});

test('a part of a name is understood by the names of the images that there are', async () => {
  expect(await asked('service-69')).not.toContain('service-69');
  expect(await asked('service-69', [last.name])).toContain('service-69');
});

test('a finding is not found by the name of another image', async () => {
  const other = anImage('team/another');

  expect(await asked(other.name, [other.name])).not.toContain(other.name);
});
