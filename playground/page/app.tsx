import { useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import type { ActResult, PageAct, PageState } from './protocol';
import { Confirm, type Question } from './shell/confirm';
import { Modal } from './shell/modal';
import { Toasts, useToasts } from './shell/toasts';
import { usePlace } from './shell/use-place';
import { Workspace } from './shell/workspace';
import { EMPTY, type Model, reduceAll } from './state/model';
import { usePref } from './state/prefs';
import { follow, sendAct } from './state/server';
import { type Session, SessionContext } from './state/session';
import { type PageText, textIn } from './text/text';

/** The whole page: it follows the server and draws what it says. */
export function App() {
  const [model, apply] = useReducer(reduceAll, EMPTY);
  useEffect(() => follow(apply), []);
  const language = model.state?.settings.language ?? navigator.language;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  if (model.state === undefined) {
    return (
      <main class="splash">
        <p role="status">{textIn(language).connecting}</p>
      </main>
    );
  }
  return <ConnectedPage model={model} state={model.state} />;
}

interface ConnectedProps {
  model: Model;
  state: PageState;
}

function ConnectedPage({ model, state }: ConnectedProps) {
  const [kept, setActing] = usePref('acting', '');
  const people = state.users.filter((one) => one.kind !== 'bot' && one.kind !== 'deactivated');
  const acting = people.find((one) => one.id === kept)?.id ?? people[0]?.id ?? '';
  const { toasts, say, close } = useToasts();
  const { question, ask } = useQuestion();
  const place = usePlace(state, acting);
  const { show } = place;
  const text = textIn(state.settings.language);
  const session = useNewSession(state, { acting, text, say, ask, show });
  const views = state.views.filter((view) => view.user === acting);
  return (
    <SessionContext.Provider value={session}>
      <Workspace {...{ model, state, place }} onActAs={setActing} />
      {views.map((view, index) => (
        <Modal key={view.id} view={view} covered={index < views.length - 1} pushed={index > 0} />
      ))}
      {question && <Confirm {...question} />}
      <Toasts toasts={toasts} onClose={close} />
    </SessionContext.Provider>
  );
}

function useQuestion() {
  const [question, setQuestion] = useState<Question | undefined>(undefined);
  const ask = useMemo<Session['ask']>(
    () => (confirm) =>
      new Promise((resolve) => {
        const answer = (yes: boolean) => {
          setQuestion(undefined);
          resolve(yes);
        };
        setQuestion({ confirm, answer });
      }),
    [],
  );
  return { question, ask };
}

function useNewSession(
  { users, channels, groups }: PageState,
  { acting, text, say, ask, show }: Pick<Session, 'acting' | 'text' | 'say' | 'ask' | 'show'>,
): Session {
  return useMemo(
    () => ({
      acting,
      users,
      channels,
      groups,
      text,
      ask,
      say,
      show,
      send: (act) => send(act, text),
      async act(act) {
        const result = await send(act, text);
        if (!result.ok) say(result.error ?? text.wrong);
        return result;
      },
    }),
    [users, channels, groups, acting, text, ask, say, show],
  );
}

/** What went wrong comes in the page's language. */
async function send(act: PageAct, text: PageText): Promise<ActResult> {
  const result = await sendAct(act);
  if (result === undefined) return { ok: false, error: text.noServer };
  return result.error === undefined ? result : { ...result, error: text.said(result.error) };
}
