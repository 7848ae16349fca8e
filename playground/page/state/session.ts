import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Json } from '../blocks/read';
import type { ActResult, PageAct, SlackChannel, SlackUser } from '../protocol';
import type { PageText } from '../text/text';
import type { MessageLink } from './permalink';

/** What every part of the page uses: users, channels, texts and functions that act. It changes rarely. */
export interface Session {
  acting: string;
  users: SlackUser[];
  channels: SlackChannel[];
  groups: SlackChannel[];
  /** The page's own texts. */
  text: PageText;
  /** Sends an act and shows an error as a toast. */
  act(act: PageAct): Promise<ActResult>;
  /** Sends an act; the caller shows an error. */
  send(act: PageAct): Promise<ActResult>;
  /** Shows Slack's confirm dialog; true once the person agrees. */
  ask(confirm: Json): Promise<boolean>;
  say(text: string): void;
  /** Shows a message, in its thread where it is a reply. */
  show(message: MessageLink): void;
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useText(): PageText {
  return useSession().text;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('there is no session: render this inside <App>');
  return session;
}
