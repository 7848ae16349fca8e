import { useEffect } from 'preact/hooks';
import type { Model } from '../state/model';
import { usePref } from '../state/prefs';
import { Icon, type IconName } from './icons';

/** Which of the two side columns is open, where there is no room for all three. */
export type Open = 'none' | 'sidebar' | 'panel';

interface TopBarProps {
  title: string;
  isChannel: boolean;
  connection: Model['connection'];
  open: Open;
  onOpen(open: Open): void;
  onTour(): void;
}

export function TopBar(props: TopBarProps) {
  const { open, onOpen } = props;
  const flip = (which: Open) => () => onOpen(open === which ? 'none' : which);
  return (
    <header class="top-bar">
      <BarButton
        className="only-narrow"
        icon="menu"
        label="Channels"
        isOn={open === 'sidebar'}
        onPress={flip('sidebar')}
      />
      <h2 class="place-title">
        <Icon name={props.isChannel ? 'hash' : 'home'} />
        {props.title}
      </h2>
      <Connection connection={props.connection} />
      <BarButton icon="route" label="Start the tour" onPress={props.onTour} />
      <ThemeButton />
      <BarButton
        className="only-medium"
        icon="panel"
        label="Behind the scenes"
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

const WORDS = { connecting: 'Connecting…', live: 'Live', reconnecting: 'Reconnecting…' } as const;

function Connection({ connection }: { connection: Model['connection'] }) {
  return (
    <span class={`connection connection-${connection}`} role="status">
      {WORDS[connection]}
    </span>
  );
}

const NEXT: Record<string, string> = { auto: 'light', light: 'dark', dark: 'auto' };
const ICONS: Record<string, IconName> = { auto: 'auto', light: 'sun', dark: 'moon' };

function ThemeButton() {
  const [theme, setTheme] = usePref('theme', 'auto');
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <BarButton
      icon={ICONS[theme] ?? 'auto'}
      label={`Theme: ${theme}`}
      onPress={() => setTheme(NEXT[theme] ?? 'auto')}
    />
  );
}
