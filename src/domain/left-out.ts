import type { LeftOut } from './scan';

export const NOTHING_LEFT_OUT: LeftOut = {
  secrets: 0,
  misconfigurations: 0,
  licenses: 0,
  withoutId: 0,
};

export function sumOfLeftOut(a: LeftOut, b: LeftOut): LeftOut {
  return {
    secrets: a.secrets + b.secrets,
    misconfigurations: a.misconfigurations + b.misconfigurations,
    licenses: a.licenses + b.licenses,
    withoutId: a.withoutId + b.withoutId,
  };
}
