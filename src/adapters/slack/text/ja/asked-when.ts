import type { Cause } from '../../../../domain/material-change';

const CHANGED: Record<'exploited' | 'exposed' | 'severity', string> = {
  exploited: '悪用',
  exposed: 'インターネットへの公開',
  severity: '重要度の上昇',
};

/** `他のイメージで見つかったとき、悪用・インターネットへの公開・重要度の上昇があったとき` */
export function askedWhen(causes: Cause[]): string {
  const changed = (['exploited', 'exposed', 'severity'] as const)
    .filter((cause) => causes.includes(cause))
    .map((cause) => CHANGED[cause]);
  return [
    ...(causes.includes('image') ? ['他のイメージで見つかったとき'] : []),
    ...(changed.length === 0 ? [] : [`${changed.join('・')}があったとき`]),
    ...(causes.includes('fix') ? ['修正版が公開されたとき'] : []),
  ].join('、');
}
