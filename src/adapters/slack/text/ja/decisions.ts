import type * as EN from '../en/decisions';
import { askedWhen } from './asked-when';
import { FOR_GOOD } from './for-good';
import { REASONS } from './reasons';

export const STATE: typeof EN.STATE = {
  resolved: '対応済み',
  suppressed: '抑制中',
  gone: '検出されなくなりました',
  reopened: '再オープン',
  archived: 'アーカイブ済み',
};

export const DECISION: typeof EN.DECISION = {
  by: (state, who) => `${state}: ${who}`,
  elsewhere: (state) => `${state}: Security Hub で変更`,
  archived: 'Security Hub でアーカイブされました。スキャンで再び検出されると、もう一度通知します',
  byScanner: (state) => `${state}: スキャナー`,
  goneSince: (at, where) => `${at} から検出されなくなりました: ${where}`,
  unscannedSince: (at, where) => `${at} からスキャンの対象外です: ${where}`,
  until: {
    fix: '修正版が出るまで',
    date: (date) => `${date}まで`,
    ever: FOR_GOOD,
  },
  renamedFrom: (id) => `ID が変わりました(以前: ${id})`,
  renamedTo: (id) => `ID が ${id} に変わりました。そちらを見てください`,
  archivedAt: (at) => `${at} にアーカイブされました`,
  goneSinceThen: 'その後、スキャンしたどのイメージからも検出されなくなりました',
  stillThere: (where) => `対応済みにした後も検出されています: ${where}`,
  expired: (date) => `抑制の期限(${date})が過ぎました`,
  fixOut: (fixes) => `修正版が公開されました: ${fixes}`,
  nowExploited: (day) => `悪用が確認されました(CISA KEV、${day})`,
  nowExposed: (where) => `インターネットに公開されました: ${where}`,
  nowRated: (to, from) => `重要度が「${from}」から「${to}」に上がりました`,
  nowAlsoIn: (where, exposed, covers) =>
    `${exposed ? 'インターネットに公開された' : ''}新しいイメージで検出: ${where}(${covers})`,
  coversOnly: {
    suppression: (where) => `抑制の対象は ${where} だけです`,
    resolution: (where) => `対応済みにしたのは ${where} だけです`,
  },
  otherImages: '他のイメージ',
  in: (where) => `対象 ${where}`,
  everywhere: 'すべてのイメージが対象',
  justified: REASONS,
  askedAgain: (causes, _count) => `${askedWhen(causes)}は、もう一度確認します`,
  opensAgain: (at, elsewhere, _count) =>
    `${at} より後のスキャンでまだ見つかったとき${elsewhere ? '、または他のイメージで見つかったとき' : ''}は再オープンします`,
  backIn: (where) => `再び検出されました: ${where}`,
  before: (note) => `以前の判断: ${note}`,
  anyImage: 'すべてのイメージ',
};

export const CONFIRM: typeof EN.CONFIRM = {
  cancelTitle: 'スキャンを中止しますか?',
  cancelText: 'スキャン済みのイメージの結果はそのまま残ります。',
  cancelYes: '中止する',
  cancelNo: '続ける',
  acceptTitle: '解消として承認しますか?',
  acceptText: (images) =>
    `${images}をもう一度スキャンし、見つからないものをすべて閉じます。なくなった理由が分かっている場合だけ承認してください。`,
  acceptYes: '承認する',
  acceptNo: '残す',
};

export const BULK: typeof EN.BULK = {
  count: (count, total) => (count < total ? `${total} 件中 ${count} 件` : `${count} 件`),
  done: {
    resolve: (who, count, _until, packages) =>
      `${who} が ${count}を対応済みにしました${packages && `: ${packages}`}`,
    suppress: (who, count, until, packages) =>
      `${who} が ${count}を抑制しました(${until})${packages && `: ${packages}`}`,
    reopen: (who, count, _until, packages) =>
      `${who} が ${count}を再オープンしました${packages && `: ${packages}`}`,
  },
  undone: (who, reopened, stays) =>
    `${who} が元に戻しました: ${reopened} 件が再オープン${stays === 0 ? '' : `。${stays} 件はその後の判断を優先`}`,
  undo: (count) => `元に戻す: ${count} 件の判断`,
  onlyIn: (images) => `${images} のみ`,
  everywhere: 'すべてのイメージが対象',
};

export const CHANGES: typeof EN.CHANGES = {
  exploited: (mark, ids) => `${mark}悪用が確認されました${mark}: ${ids}`,
  exposed: (mark, images, ids) =>
    images === ''
      ? `${mark}インターネットに公開されました${mark}: ${ids}`
      : `${mark}インターネットに公開されました${mark}: ${images} · ${ids}`,
  severity: (mark, from, to, ids) =>
    `${mark}重要度が「${from}」から「${to}」に上がりました${mark}: ${ids}`,
  image: (mark, images, ids) => `${mark}新たに検出されたイメージ${mark}: ${images} · ${ids}`,
  exposedImage: (mark, images, ids) =>
    `${mark}新たに検出されたイメージ${mark} (インターネットに公開): ${images} · ${ids}`,
  furtherImages: (count) => `ほか ${count} イメージ`,
  fix: (mark, fixes, ids) => `${mark}修正版が公開されました${mark}: ${fixes} · ${ids}`,
  cleared: (count, ids, total) =>
    `このアップグレードで解消する脆弱性が ${count} 件増えました: ${ids} · 合計 ${total} 件`,
  joined: (count, ids, total) =>
    `このパッケージの脆弱性が ${count} 件増えました: ${ids} · 合計 ${total} 件`,
  due: (at, before) =>
    before === undefined ? `期限 ${at} (以前は次の再ビルド)` : `期限 ${at} (以前は ${before})`,
  more: (count) => `ほか ${count} 件の変化`,
};
