import { SEVERITIES } from '../../src/domain/finding';
import { ranksOf } from '../../src/domain/rank';
import { placeOf } from '../../src/domain/row';
import { anItem } from '../usecases/tasks-kit';

test.each(SEVERITIES)('the ranks of %s hold its findings and no others', (severity) => {
  const { from, to } = ranksOf(severity);
  const within = SEVERITIES.filter((each) =>
    [undefined, 0, 10].every((score) => {
      const item = anItem({ severity: each, ...(score !== undefined && { score }) });
      const rank = placeOf(item)?.rank ?? '';
      return rank >= from && rank <= to;
    }),
  );

  expect(within).toEqual([severity]);
});
