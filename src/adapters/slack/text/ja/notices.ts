import type * as EN from '../en/notices';
import { spacedAfter } from './spaced-after';

export const NOTICE: typeof EN.NOTICE = {
  alreadyDecided: (title, status, by) => `${title} はすでに${status}です(${by})。`,
  alreadyDecidedAt: (title, status, by, at) => `${title} はすでに${status}です(${by}、${at})。`,
  status: {
    NEW: '新規',
    NOTIFIED: '未対応',
    RESOLVED: '対応済み',
    SUPPRESSED: '抑制中',
  },
  shownAgain: (title) =>
    `このボタンは古くなっています。${title} は新しいメッセージに再度表示されていますので、そちらで判断してください。`,
  partlyDecided: {
    resolve: (title, done, of) => `${title}: ${of} 件中 ${done} 件を対応済みにしました。`,
    suppress: (title, done, of) => `${title}: ${of} 件中 ${done} 件を抑制しました。`,
    reopen: (title, done, of) => `${title}: ${of} 件中 ${done} 件を再オープンしました。`,
  },
  decidedSinceBy: (count, by) => `${count} 件はその間に ${by} が判断しました。`,
  shownAgainCount: (count) => `${count} 件は新しいメッセージに再度表示されています。`,
  heldBy: (title, by, since) => `${title} は ${by} さんが ${since} から対応しています。`,
  notAllowedAsk: (who) => `この操作をする権限がありません。${who} に依頼してください。`,
  notAllowedMembers:
    'ゲストや他のワークスペースの方は対応できません。このチャンネルの正規メンバーに依頼してください。対応できる人は vulnscan の管理者が vulnscan.yml の triage で決めます。',
  membersOnly:
    'vulnscan を使えるのはこのワークスペースの正規メンバーだけです(ゲスト、アプリ、他のワークスペースの方は使えません)。このチャンネルの正規メンバーに依頼してください。',
  scanner: 'スキャナー',
  console: 'Security Hub での変更',
  nothingToAccept: 'ここで承認するものはもうありません。すでにほかの人が承認しています。',
  notFound: 'この検出結果は Security Hub にもうありません。何も変更していません。',
  decided: {
    resolve: (count) => `${count}を対応済みにしました。`,
    suppress: (count) => `${count}を抑制しました。`,
    reopen: (count) => `${count}を再オープンしました。`,
  },
  deciding: {
    resolve: (count) => `${count}を対応済みにしています。メッセージは順に変わります。`,
    suppress: (count) => `${count}を抑制しています。メッセージは順に変わります。`,
    reopen: (count) => `${count}を再オープンしています。メッセージは順に変わります。`,
  },
  undoing: (count) => `${count}を再オープンしています。まだ反映されていない分は未対応のままです。`,
  nothingToUndo:
    'この判断が有効な検出結果はもうありません。まだ反映されていない分は未対応のままです。',
  scanStarted: (what) =>
    `${spacedAfter(what)}のスキャンを受け付けました。経過はチャンネルに表示されます。`,
  scanRunning: (what) =>
    `${spacedAfter(what)}のスキャンはすでに実行中です。チャンネルのメッセージを見てください。`,
  scanRunningSince: (what, at) =>
    `${spacedAfter(what)}のスキャンは ${at} から実行中です。チャンネルのメッセージを見てください。`,
  unknownImage: (asked) => `${asked} というイメージはありません。`,
  didYouMean: (nearest) => `${nearest} ですか?`,
  allowedImages: (names, registries) =>
    `スキャンできるのは ${names} と、${registries} の任意のイメージです。`,
  allowedAny: (registries) => `スキャンできるのは ${registries} のイメージです。`,
  failed: (what, reason) => `${what}に失敗しました: ${reason}`,
  doing: {
    hold: '担当の変更',
    resolve: '対応済みへの変更',
    suppress: '抑制',
    reopen: '再オープン',
    scan: 'スキャン',
    cancel: 'スキャンの中止',
    ask: '確認',
  },
  triedAgain: '自動で再試行します。',
  reference: (id) => `ログの参照番号: ${id}`,
  unexpected:
    '予期しないエラーが起きました。もう一度試し、続くようなら vulnscan の管理者に連絡してください。',
  unavailable: 'サービスが応答しませんでした。1 分後にもう一度試してください。',
  notIdentified:
    'ユーザーの確認に Slack が時間内に応答しなかったため、何も表示・実行していません。1 分後にもう一度試してください。',
  tooLate: 'Slack の待ち時間が過ぎました。もう一度クリックしてください。',
  yourClick: '操作',
  yourCommand: 'コマンド',
  cancelling: 'スキャナーに中止を依頼しました。経過はチャンネルに表示されます。',
  noneRunning: '実行中のスキャンはありません。',
};

export const COMMAND: typeof EN.COMMAND = {
  help: [
    '*/vulnscan* — 設定されたすべてのイメージをスキャン',
    '*/vulnscan api* — 指定したイメージをスキャン(複数可)',
    '*/vulnscan ACCOUNT.dkr.ecr.REGION.amazonaws.com/repo:tag* — 許可されたレジストリの任意のイメージ',
    '*/vulnscan status* — 実行中と前回のスキャン、データベースの日付',
    '*/vulnscan open* `[critical high …] [overdue] [nofix] [イメージ]` — 未対応の一覧(急ぐ順)',
    '*/vulnscan CVE-…* — 検出されたイメージ(すべての重要度)と対応状況',
    '*/vulnscan cancel* — 実行中のスキャンを中止',
  ],
  unknownWord: (word) => `${word} というコマンドはありません。`,
  badReference: (asked) => `${asked} はスキャンできるイメージではありません。`,
  badPage: (asked) => `${asked} はページ番号ではありません。1 以上の数字を 1 つ入力してください。`,
  badVulnerability: (asked) =>
    `${asked} は脆弱性の ID ではありません。CVE-2024-12345 や GHSA-xxxx-xxxx-xxxx のように入力してください。`,
  oneVulnerability: '脆弱性は 1 件ずつ指定してください(例: /vulnscan CVE-2024-12345)。',
  tooMany: (most) =>
    `指定できるのは ${most} イメージまでです。すべてスキャンするときは何も指定しないでください。`,
  seeHelp: '/vulnscan help で使い方を表示します。',
};
