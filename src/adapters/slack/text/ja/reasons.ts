import type { Justification } from '../../../../domain/workflow';

export const REASONS: Record<Justification, string> = {
  'not-reachable': '到達不能',
  'not-in-execute-path': '実行経路にない',
  'mitigated-otherwise': '別の方法で緩和済み',
  'risk-accepted': 'リスク受容',
  'false-positive': '誤検知',
};
