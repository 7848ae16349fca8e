import { useEffect } from 'preact/hooks';
import type { Language } from '../protocol';
import type { Model } from '../state/model';
import { usePref } from '../state/prefs';
import { useSession, useText } from '../state/session';
import { textIn } from '../text/text';
import { Icon, type IconName } from './icons';

/** Which side column is open in a window too narrow for all three. */
export type Open = 'none' | 'sidebar' | 'panel';

interface TopBarProps {
  title: string;
  isChannel: boolean;
  connection: Model['connection'];
  language: Language;
  open: Open;
  onOpen(open: Open): void;
  onTour(): void;
}

export function TopBar(props: TopBarProps) {
  const { bar, side } = useText();
  const { open, onOpen } = props;
  const flip = (which: Open) => () => onOpen(open === which ? 'none' : which);
  return (
    <header class="top-bar">
      <BarButton
        className="only-narrow"
        icon="menu"
        label={side.channels}
        isOn={open === 'sidebar'}
        onPress={flip('sidebar')}
      />
      <h2 class="place-title">
        <Icon name={props.isChannel ? 'hash' : 'home'} />
        {props.title}
      </h2>
      <Connection connection={props.connection} />
      <BarButton icon="route" label={bar.startTour} onPress={props.onTour} />
      <LanguageButton language={props.language} />
      <ThemeButton />
      <BarButton
        className="only-medium"
        icon="panel"
        label={bar.behind}
        isOn={open === 'panel'}
        onPress={flip('panel')}
      />
    </header>
  );
}

interface BarButtonProps {
  icon: IconName;
  label: string;
  className?: string;
  isOn?: boolean;
  onPress(): void;
}

function BarButton({ icon, label, className = '', isOn, onPress }: BarButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${className}`}
      aria-label={label}
      title={label}
      aria-expanded={isOn}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}

function Connection({ connection }: { connection: Model['connection'] }) {
  return (
    <span class={`connection connection-${connection}`} role="status">
      {useText().connection[connection]}
    </span>
  );
}

/** Each language by its own name. */
const LANGUAGES = { en: 'English', ja: '日本語' } as const;

/** Switches the language of vulnscan, and so of every open page. */
function LanguageButton({ language }: { language: Language }) {
  const { text, act, say } = useSession();
  const other = language === 'ja' ? 'en' : 'ja';
  const speak = async () => {
    const { ok } = await act({ do: 'set-language', language: other });
    if (ok) say(textIn(other).bar.spoken);
  };
  return (
    <button
      type="button"
      class="language-button"
      lang={other}
      title={text.bar.otherLanguage}
      onClick={() => void speak()}
    >
      {LANGUAGES[other]}
    </button>
  );
}

const THEMES = ['auto', 'light', 'dark'] as const;
const ICONS = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

function ThemeButton() {
  const { bar } = useText();
  const [kept, setTheme] = usePref('theme', 'auto');
  const theme = THEMES.find((one) => one === kept) ?? 'auto';
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <BarButton
      icon={ICONS[theme]}
      label={bar.theme(bar.themes[theme])}
      onPress={() => setTheme(next ?? 'auto')}
    />
  );
}
