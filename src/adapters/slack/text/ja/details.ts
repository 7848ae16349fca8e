import type * as EN from '../en/details';
import { DETAILS_OPENING } from './details-opening';

/** 「詳細」の画面。 */
export const DETAILS: typeof EN.DETAILS = {
  ...DETAILS_OPENING,
  title: '詳細',
  rowNoFix: (from) => `${from} · 修正版はまだなし`,
  major: 'メジャーバージョンが変わります',
  images: (count) => `${count} イメージ`,
  runsIn: (services) => `稼働サービス: ${services}`,
  runsNowhere: '稼働中の ECS サービスは確認されていません',
  installed: (version) => `導入済み ${version}`,
  fixedIn: (version) => `修正版 ${version}`,
  vulnerabilities: (count) => `脆弱性 ${count} 件`,
  range: (from, to, count) => `${count} 件中 ${from}〜${to} 件目`,
  scoreBy: (score, version, source) => {
    const by = source === undefined ? [] : [`出典 ${source}`];
    const about = version === undefined ? by : [`CVSS ${version}`, ...by];
    const words = version === undefined ? `CVSS ${score}` : score;
    return about.length === 0 ? words : `${words} (${about.join('、')})`;
  },
  unscored: 'CVSS スコアは不明',
  exploitedSince: (day) => `${day}に悪用を確認`,
  references: (links) => `参考情報: ${links}`,
  next: (count) => `次の ${count} 件`,
  back: (count) => `前の ${count} 件`,
  resolve: '対応済みにする',
  suppress: '抑制する…',
  reopen: '再オープン',
  reopenFor: (id) => `${id} を再オープン`,
  noButtons: 'ID が長すぎるためボタンを表示できません。Security Hub で対応してください。',
  history: '履歴',
  did: {
    resolve: (who, count) => `${who} が ${count} 件を対応済みにしました`,
    suppress: (who, count) => `${who} が ${count} 件を抑制しました`,
    extend: (who, count) => `${who} が ${count} 件の抑制を延長しました`,
    reopen: (who, count) => `${who} が ${count} 件を再オープンしました`,
    adopted: {
      NEW: (count) => `Security Hub で ${count} 件が新規になりました`,
      NOTIFIED: (count) => `Security Hub で ${count} 件が通知済みになりました`,
      RESOLVED: (count) => `Security Hub またはスキャンにより ${count} 件が対応済みになりました`,
      SUPPRESSED: (count) => `Security Hub で ${count} 件が抑制されました`,
    },
    shown: (count) => `${count} 件を Slack に表示`,
    found: (count) => `スキャンで ${count} 件を検出`,
  },
  earlier: (count) => `ほか ${count} 件`,
  historyCut: (count) => `履歴は最初の ${count} 件の脆弱性だけを表示しています。`,
  securityHub: 'Security Hub で開く',
  notAnswered:
    'Security Hub が時間内に応答しませんでした。台帳にある情報だけを表示しています(説明、参考情報、ベクターは含まれません)。',
  gone: 'このアップグレードの情報はもうありません。検出結果が削除された可能性があります。/vulnscan open で確認してください。',
};
