import type { SlackUser } from '../protocol';
import { useText } from '../state/session';
import { Avatar } from './avatar';
import { Icon } from './icons';

export interface Place {
  id: string;
  name: string;
  unread: number;
}

interface SidebarProps {
  workspace: string;
  places: Place[];
  /** A channel's id, or 'home'. */
  place: string;
  users: SlackUser[];
  acting: string;
  onGo(place: string): void;
  onActAs(user: string): void;
}

export function Sidebar(props: SidebarProps) {
  const { side } = useText();
  return (
    <nav class="sidebar" aria-label={side.workspace}>
      <h1 class="workspace">{props.workspace}</h1>
      <section aria-label={side.channels}>
        <h2>{side.channels}</h2>
        {props.places.map((place) => (
          <PlaceButton key={place.id} {...props} to={place} icon="hash" />
        ))}
      </section>
      <section aria-label={side.apps}>
        <h2>{side.apps}</h2>
        <PlaceButton {...props} to={{ id: 'home', name: 'vulnscan', unread: 0 }} icon="home" />
      </section>
      <ActAs {...props} />
    </nav>
  );
}

interface PlaceButtonProps extends SidebarProps {
  to: Place;
  icon: 'hash' | 'home';
}

function PlaceButton({ to, icon, place, onGo }: PlaceButtonProps) {
  const { side } = useText();
  return (
    <button
      type="button"
      class={to.unread > 0 ? 'side-item side-unread' : 'side-item'}
      aria-current={place === to.id ? 'page' : undefined}
      data-place={to.id}
      onClick={() => onGo(to.id)}
    >
      <Icon name={icon} />
      <span class="side-name">{to.name}</span>
      {to.id === 'home' && <span class="side-tag">{side.home}</span>}
      {to.unread > 0 && (
        <span class="side-count">
          {to.unread}
          <span class="sr-only">{` ${side.unread}`}</span>
        </span>
      )}
    </button>
  );
}

function ActAs({ users, acting, onActAs }: SidebarProps) {
  const { side } = useText();
  return (
    <fieldset class="act-as">
      <legend>{side.actAs}</legend>
      {users.map((user) => {
        if (user.kind === 'bot' || user.kind === 'deactivated') return null;
        return (
          <label key={user.id} class="act-as-user" data-user={user.id}>
            <input
              type="radio"
              name="act-as"
              class="sr-only"
              value={user.id}
              checked={user.id === acting}
              onChange={() => onActAs(user.id)}
            />
            <Avatar user={user} />
            <span class="act-as-text">
              <span class="act-as-name">{user.name}</span>
              <span class="act-as-title">{user.title}</span>
            </span>
            <span class={`kind kind-${user.kind}`}>{side.kinds[user.kind]}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
