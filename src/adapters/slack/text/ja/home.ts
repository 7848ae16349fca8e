import type * as EN from '../en/home';

export const HOME: typeof EN.HOME = {
  clean: '未対応のものはありません',
  neverScanned: 'まだ何もスキャンしていません',
  scanHint:
    '*今すぐスキャン* を押すか `/vulnscan` と入力すると、設定されたすべてのイメージをスキャンします。',
  membersOnly: 'メンバー専用です',
  critical: (count) => `緊急 ${count}`,
  overdue: (count) => `期限切れ ${count}`,
  lastScan: (at) => `前回のスキャン ${at}`,
  allImages: (count) => `${count} イメージすべて`,
  database: (at) => `脆弱性データベース ${at}`,
  databaseUnknown: '脆弱性データベース: 日付は不明',
  withoutFix: '修正版はまだなし',
  expiring: 'まもなく終わる抑制',
  ends: (day) => `${day}まで`,
  expiringOf: (count) => `${count} 件`,
  updated: (at) => `${at} 現在`,
  noMatch: 'この絞り込みに当てはまる未対応のものはありません。',
  allDecided: 'ここにあったものは、すべて判断済みです。',
  range: (from, to, total) => `アップグレード ${total} 件中 ${from}〜${to} 件目`,
  next: (count) => `次の ${count} 件`,
  back: (count) => `前の ${count} 件`,
  filter: {
    image: 'イメージ',
    due: '期限',
    allImages: 'すべてのイメージ',
    anyDue: 'すべての期限',
    choice: (name, count) => `${name} (${count})`,
    overdue: '期限切れ',
    soon: '3 日以内に期限',
    nofix: '修正版はまだなし',
  },
  menu: {
    take: '対応を始める',
    release: '担当を外す',
    resolve: (count) => (count === 1 ? '対応済みにする' : `${count} 件を対応済みにする`),
    suppress: (count) => (count === 1 ? '抑制する…' : `${count} 件を抑制する…`),
    extend: (count) => (count === 1 ? '延長…' : `${count} 件を延長…`),
    reopen: (count) => (count === 1 ? '再オープン' : `${count} 件を再オープン`),
    details: '詳細',
  },
};

export const OPEN: typeof EN.OPEN = {
  cards: (from, to, total) =>
    from === to ? `カード ${total} 枚中 ${from} 枚目` : `カード ${total} 枚中 ${from}〜${to} 枚目`,
  inCards: (open, cards) => `${open}(カード ${cards} 枚)`,
  inUpgrades: (count) => `アップグレード ${count} 件`,
  next: (count) => `次の ${count} 枚`,
  back: (count) => `前の ${count} 枚`,
  in: (image) => image,
  due: { overdue: '期限切れ', soon: '3 日以内に期限', nofix: '修正版はまだなし' },
  nothing: {
    overdue: '期限切れのものはありません。',
    soon: '3 日以内に期限が来るものはありません。',
    nofix: '未対応のものには、すべて修正版があります。',
  },
  nothingIn: (image) =>
    `${image} で指定に当てはまる未対応のものはありません。選べるのは、未対応のものがあるイメージだけです。/vulnscan open ですべてを表示します。`,
};
