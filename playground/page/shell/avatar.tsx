import type { SlackUser } from '../protocol';

const COLOR = /^#[0-9a-f]{3,8}$/i;

export function Avatar({ user }: { user: SlackUser | undefined }) {
  const color = COLOR.test(user?.color ?? '') ? user?.color : '#5b5670';
  return (
    <span class="avatar" style={{ backgroundColor: color }} aria-hidden="true">
      {user?.kind === 'bot' ? <Shield /> : initials(user?.name ?? '?')}
    </span>
  );
}

function Shield() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 1.5l5.2 1.9v4.2c0 3.3-2.3 5.5-5.2 6.9-2.9-1.4-5.2-3.6-5.2-6.9V3.4z" />
      <path class="avatar-tick" d="M5.4 7.8l1.9 1.9 3.4-3.7" />
    </svg>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0])
    .join('')
    .toUpperCase();
}
