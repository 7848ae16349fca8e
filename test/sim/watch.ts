import type { Loop } from './loop';
import { buttonsOf, cardsIn, type SimMessage } from './slack';

/** Two messages that had buttons for the same upgrade at the same time. */
interface Overlap {
  remedy: string;
  keys: string[];
  /** Milliseconds until one of them lost its buttons. */
  ms: number;
}

/** Looks at all messages all the time, as the people in the channel do. */
export interface Watch {
  shown(message: SimMessage): void;
  deleted(message: SimMessage): void;
  overlaps: Overlap[];
}

export function createWatch(loop: Loop): Watch {
  /** By remedy: messages with buttons, and since when there are two. */
  const places = new Map<string, { messages: Set<SimMessage>; since?: number; keys: string[] }>();
  const overlaps: Overlap[] = [];

  function set(remedy: string, message: SimMessage, hasButtons: boolean): void {
    const place = places.get(remedy) ?? { messages: new Set(), keys: [] };
    places.set(remedy, place);
    if (hasButtons) place.messages.add(message);
    else place.messages.delete(message);
    const isTwo = place.messages.size > 1;
    if (isTwo && place.since === undefined) {
      place.since = loop.now();
      place.keys = [...place.messages].map(({ key }) => key);
    }
    if (isTwo || place.since === undefined) return;
    overlaps.push({ remedy, keys: place.keys, ms: loop.now() - place.since });
    delete place.since;
  }

  return {
    overlaps,
    shown: (message) => {
      const cards = new Map(cardsIn(message).map((card) => [card.ref.remedy, card]));
      for (const remedy of new Set([...cards.keys(), ...places.keys()])) {
        const card = cards.get(remedy);
        set(remedy, message, card !== undefined && buttonsOf(card).length > 0);
      }
    },
    deleted: (message) => {
      for (const remedy of places.keys()) set(remedy, message, false);
    },
  };
}
