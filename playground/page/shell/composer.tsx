import { useId, useRef, useState } from 'preact/hooks';
import { useSession, useText } from '../state/session';
import type { PageText } from '../text/text';
import { type Completion, complete, readCommand } from './commands';
import { Icon } from './icons';

interface ComposerProps {
  channel: string;
  channelName: string;
  repositories: string[];
  /** The whole command, without blanks around it. */
  onCommand(typed: string): void;
}

/** The message box: it completes `/vulnscan` and sends slash commands with Enter. */
export function Composer(props: ComposerProps) {
  const session = useSession();
  const id = useId();
  const { channel: text } = session.text;
  const input = useRef<HTMLInputElement>(null);
  const box = useCompletion(props.repositories, text.hints);
  const send = async () => {
    const typed = readCommand(box.text);
    if (box.text.trim() === '') return;
    if (!typed) return session.say(text.commandsOnly);
    box.clear();
    const { acting: user } = session;
    const result = await session.act({
      do: 'slash-command',
      user,
      channel: props.channel,
      ...typed,
    });
    if (result.ok) props.onCommand(`${typed.command} ${typed.text}`.trim());
  };
  return (
    <form
      class="composer"
      data-tour="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {box.open && <CompletionList id={id} box={box} onPick={() => input.current?.focus()} />}
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={text.messageTo(props.channelName)}
        aria-expanded={box.open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={box.open ? `${id}-${box.at}` : undefined}
        placeholder={text.placeholder}
        autocomplete="off"
        spellcheck={false}
        value={box.text}
        onInput={(event) => box.type(event.currentTarget.value)}
        onKeyDown={box.onKey}
        onBlur={box.close}
      />
      <button type="submit" class="icon-button send" aria-label={text.send}>
        <Icon name="send" />
      </button>
    </form>
  );
}

function useCompletion(repositories: string[], hints: PageText['channel']['hints']) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [shut, setShut] = useState(true);
  const options = shut ? [] : complete(text, repositories, hints);
  const open = options.length > 0;
  const type = (next: string) => {
    setText(next);
    setAt(0);
    setShut(false);
  };
  const pick = (option: Completion | undefined) => {
    if (option) type(option.text);
  };
  return {
    text,
    at,
    open,
    options,
    type,
    pick,
    clear: () => type(''),
    close: () => setShut(true),
    onKey(event: KeyboardEvent) {
      if (!open) return;
      const step = { ArrowDown: 1, ArrowUp: options.length - 1 }[event.key];
      if (step !== undefined) setAt((at + step) % options.length);
      else if (event.key === 'Tab' && !event.shiftKey) pick(options[at]);
      else if (event.key === 'Escape') setShut(true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

interface ListProps {
  id: string;
  box: ReturnType<typeof useCompletion>;
  onPick(): void;
}

function CompletionList({ id, box, onPick }: ListProps) {
  const { channel: text } = useText();
  return (
    <div class="completions" id={`${id}-list`} role="listbox" aria-label={text.commands}>
      {box.options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text field above owns the keyboard
        // biome-ignore lint/a11y/useFocusableInteractive: reached through aria-activedescendant
        <div
          key={option.text}
          id={`${id}-${index}`}
          role="option"
          class="completion"
          aria-selected={index === box.at}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            box.pick(option);
            onPick();
          }}
        >
          <code>{option.text}</code>
          <span>{option.hint}</span>
        </div>
      ))}
      <p class="completions-foot" role="presentation">
        <kbd>Tab</kbd> {text.completes} <kbd>Enter</kbd> {text.sends}
      </p>
    </div>
  );
}
