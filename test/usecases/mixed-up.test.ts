import { applyDecision } from '../../src/usecases/apply-decision';
import { raiseAlerts } from '../../src/usecases/raise-alerts';
import { DEFAULT_PRODUCT } from '../fakes/security-hub';
import { click } from './clicks';
import { aFinding, NOW, world } from './kit';

const FOREIGN = '999999999999';
const own = aFinding();
const ofOtherProduct = aFinding({ productArn: DEFAULT_PRODUCT });
const ofOtherAccount = aFinding({ accountId: FOREIGN, title: "another account's" });
const keyOf = ({ id, productArn }: typeof own) => ({ id, productArn });

test('a decision changes the finding of its own product and account only', async () => {
  const { deps, hub } = world([ofOtherProduct, own, ofOtherAccount]);

  await applyDecision(deps, click(undefined, { keys: [keyOf(own)] }), 1);

  const statuses = hub
    .findings()
    .map(({ accountId, productArn, workflowStatus }) => [
      accountId === FOREIGN ? 'other account' : productArn,
      workflowStatus,
    ]);
  expect(statuses).toEqual([
    [DEFAULT_PRODUCT, 'NEW'],
    [own.productArn, 'RESOLVED'],
    ['other account', 'NEW'],
  ]);
});

test('findings of two products with one id have two messages', async () => {
  const { deps, hub, shown } = world([own, ofOtherProduct, ofOtherAccount]);
  const at = NOW.toISOString();
  const records = [own, ofOtherProduct].map((eventFinding) => ({
    key: keyOf(eventFinding),
    eventFinding,
    eventTime: at,
    firstReceivedAt: at,
  }));

  await raiseAlerts(deps, records);

  expect(shown).toHaveLength(2);
  expect([own, ofOtherProduct].map((each) => hub.finding(keyOf(each))?.placement?.ts)).toEqual(
    shown.map(({ ref }) => ref.ts),
  );
  expect(hub.findings().find(({ accountId }) => accountId === FOREIGN)).toEqual(ofOtherAccount);
});
