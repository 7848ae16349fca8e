import { defaultPeople } from '../../../emulators/slack/people';

const LEAST_CONTRAST = 4.5;

test.each(defaultPeople('T0', 'U0BOT', 'vulnscan'))(
  'the initials on the avatar of $name can be read',
  ({ color }) => {
    expect(contrastToWhite(color)).toBeGreaterThan(LEAST_CONTRAST);
  },
);

/** As WCAG 2.2 defines it. */
function contrastToWhite(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  );
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
