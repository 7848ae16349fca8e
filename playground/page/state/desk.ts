import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Json } from '../blocks/read';
import type { Act, ActResult, PageChannel, PageUser } from '../protocol';
import type { PageText } from '../text/text';

/** What every part of the page may use: who is who, and a way to do something. It changes rarely. */
export interface Desk {
  acting: string;
  users: PageUser[];
  channels: PageChannel[];
  groups: PageChannel[];
  /** The page's own words; the app's come from the app. */
  text: PageText;
  /** Sends an act; what went wrong is shown as a toast. */
  act(act: Act): Promise<ActResult>;
  /** Sends an act; the caller shows what went wrong. */
  send(act: Act): Promise<ActResult>;
  /** Shows Slack's confirm dialog; true once the person agrees. */
  ask(confirm: Json): Promise<boolean>;
  say(text: string): void;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useText(): PageText {
  return useDesk().text;
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('no desk here: render this inside <App>');
  return desk;
}
