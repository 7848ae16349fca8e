import type { Message, RemedyCard } from '../../../domain/message';
import { cutMrkdwn } from '../escape';
import { LIMITS, sizeOfBlocks } from '../limits';
import { shortHash } from '../short-hash';
import { cardButtons } from './card-buttons';
import { cardHead, worstSeverity } from './card-head';
import { cardRest, cardRestAmongOthers } from './card-rest';
import { spokenCard } from './card-spoken';
import { type CardView, viewOf } from './card-state';
import type { Room } from './card-words';
import type { RenderContext } from './render-context';
import {
  type Attachment,
  type Block,
  COLOR,
  context as contextBlock,
  identify,
  type Payload,
  section,
} from './shared-blocks';
import { saidAbove, spokenHead, urgentHead } from './urgent-page';

const FULL: Room = {
  name: 60,
  images: 3,
  ids: 5,
  exploited: 12,
  links: true,
  details: true,
  spoken: 1500,
  value: LIMITS.buttonValue,
};
const TIGHT: Room = { ...FULL, links: false, details: false, value: 0 };
const SHORTER: Room[] = [
  { ...FULL, exploited: 8, spoken: 600 },
  { ...TIGHT, name: 40, exploited: 5, images: 2, ids: 3, spoken: 300 },
  { ...TIGHT, name: 24, exploited: 2, images: 1, ids: 1, spoken: 100 },
];

/** Characters: 60 bits. Every block repeats it. */
const KEY_LENGTH = 12;

type CardsMessage = Extract<Message, { kind: 'cards' }>;

/** The message of one upgrade, or of several; drawn with fewer details when it would be too long. */
export function renderCards(message: CardsMessage, context: RenderContext): Payload {
  const isAlone = message.cards.length === 1;
  const rooms = isAlone ? [FULL, ...SHORTER] : SHORTER;
  const [first, ...shorter] = rooms.map(
    (room) => () => (isAlone ? alone(message, room, context) : together(message, room, context)),
  );
  let payload = first?.() ?? { text: '', blocks: [], attachments: [] };
  for (const draw of shorter) {
    if (sizeOfBlocks(payload) <= LIMITS.charactersOfBlocks) break;
    payload = draw();
  }
  return payload;
}

/** Lines 1 and 2 above the coloured bar, which Slack may fold. */
function alone({ cards, urgent }: CardsMessage, room: Room, context: RenderContext): Payload {
  const [card] = cards;
  const view = viewOf(card);
  const spoken = cutMrkdwn(spokenCard(view, context), room.spoken);
  const rest = [...cardRest(view, room, context), ...cardButtons(view, room, context)];
  const [head, ...below] = identify(keyOf(card), [section(cardHead(view, room, context)), ...rest]);
  return {
    text: spoken,
    blocks: [...headOf(urgent, cards, context), ...(head === undefined ? [] : [head])],
    attachments: below.length === 0 ? [] : [attach(view, spoken, below)],
  };
}

function together({ cards, urgent }: CardsMessage, room: Room, context: RenderContext): Payload {
  const said = saidAbove(urgent, cards);
  const drawn = cards.map((card) => {
    const view = viewOf(card);
    const spoken = cutMrkdwn(spokenCard(view, context, said), room.spoken);
    const blocks = [
      section(cardHead(view, room, context, said)),
      ...cardRestAmongOthers(view, room, context),
      ...cardButtons(view, room, context),
    ];
    return { spoken, attachment: attach(view, spoken, identify(keyOf(card), blocks)) };
  });
  const title = context.text.card.cards(cards.length);
  const head = headOf(urgent, cards, context);
  return {
    text: cutMrkdwn(
      context.text.sentences([
        ...(urgent === undefined
          ? [context.text.urgency.sentence(title)]
          : spokenHead(urgent, cards, context)),
        ...drawn.map(({ spoken }) => spoken),
      ]),
      SPOKEN,
    ),
    blocks: head.length > 0 ? head : identify('cards', [contextBlock(title)]),
    attachments: drawn.map(({ attachment }) => attachment),
  };
}

/** Characters of what is read aloud of several cards. */
const SPOKEN = 2000;

function headOf(
  urgent: CardsMessage['urgent'],
  cards: RemedyCard[],
  context: RenderContext,
): Block[] {
  return urgent === undefined ? [] : identify('urgent', urgentHead(urgent, cards, context));
}

function attach(view: CardView, fallback: string, blocks: Block[]): Attachment {
  return { color: colorOf(view), fallback, blocks };
}

function keyOf({ ref }: RemedyCard): string {
  return shortHash(`${ref.card} ${ref.remedy}`, KEY_LENGTH);
}

/** Repeats what the first line says. */
function colorOf(view: CardView): string {
  const { state } = view;
  if (state === 'open') return COLOR[worstSeverity(view)];
  return state === 'resolved' || state === 'gone' ? COLOR.done : COLOR.muted;
}
