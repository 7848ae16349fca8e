import { canReopen } from '../../../src/adapters/slack/button-values';
import { isOpen } from '../../../src/domain/absorb';
import type { Card, LedgerFinding } from '../../../src/domain/ledger';
import { remediesOf } from '../../../src/domain/remedies-of';
import { remedyId } from '../../../src/domain/remedy';
import { readAll, type System } from './read-all';
import { type Button, buttonsIn } from './shown';

/** Whether the messages, but for those that somebody deleted, have the buttons of what the ledger says. */
export async function wrongButtons(system: System): Promise<string[]> {
  const all = await readAll(system);
  const items = all.flatMap(({ item }) => item ?? []);
  const cards = new Map(all.flatMap(({ card }) => (card ? [[card.key, card] as const] : [])));
  const shown = [...cards.values()].flatMap((card) => shownBy(system, card));
  return [...shown.flatMap((each) => wrongOn(each, items)), ...twice(shown)];
}

interface ShownCard {
  card: Card;
  buttons: Button[];
}

function shownBy({ slack, channel }: System, card: Card): ShownCard[] {
  const message = slack.workspace.messages.find(channel, card.ts ?? '');
  if (message === undefined || card.aside !== undefined) return [];
  return [{ card, buttons: buttonsIn(message) }];
}

function wrongOn({ card, buttons }: ShownCard, items: LedgerFinding[]): string[] {
  const own = items.filter((item) => item.card === card.key);
  const remedies = new Set([...buttons.map(({ ref }) => ref.remedy), ...own.map(remedyIdOf)]);
  return [...remedies].flatMap((remedy) => {
    const said = wordsOf(buttons.filter(({ ref }) => ref.remedy === remedy));
    const expected = expectedOf(own.filter((item) => remedyIdOf(item) === remedy));
    const isLeft = card.next?.[remedy] !== undefined && said === '';
    return said === expected || isLeft ? [] : [`${card.key} has ${said}, not ${expected}`];
  });
}

/** Such as `resolve 4`. */
function wordsOf(buttons: Button[]): string {
  const found = buttons.find(({ action }) => action !== 'remedy_suppress');
  return found === undefined ? '' : `${found.action} ${found.count}`;
}

function expectedOf(items: LedgerFinding[]): string {
  const open = items.filter(isOpen);
  if (open.length > 0) return `remedy_resolve ${open.length}`;
  const closed = items.filter(({ finding }) => canReopen(finding));
  return closed.length > 0 ? `remedy_reopen ${closed.length}` : '';
}

/** An upgrade has one card with buttons. */
function twice(shown: ShownCard[]): string[] {
  const places = new Map<string, string>();
  return shown.flatMap(({ card, buttons }) =>
    [...new Set(buttons.map(({ ref }) => ref.remedy))].flatMap((remedy) => {
      const other = places.get(remedy);
      places.set(remedy, card.key);
      return other === undefined ? [] : [`${remedy} has buttons on ${other} and ${card.key}`];
    }),
  );
}

export function remedyIdOf({ finding }: Pick<LedgerFinding, 'finding'>): string {
  return remedyId(remediesOf(finding)[0].key);
}
