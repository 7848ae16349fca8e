import type * as EN from '../en/cards';
import { FOR_GOOD } from './for-good';

function isCount(words: string): boolean {
  return words.endsWith('件');
}

/** `無期限で抑制`、`2027年2月24日まで抑制`。 */
function suppressedUntil(until: string): string {
  return until === FOR_GOOD ? `${until}で抑制` : `${until}抑制`;
}

/** 数字と日付の前は空ける。 */
function spaced(words: string): string {
  return /^[\d<]/.test(words) ? ` ${words}` : words;
}

/** 名前がなければ Security Hub での変更。 */
function byWhom(who: string): string {
  return who === '' ? 'Security Hub で' : `${who} が`;
}

export const ALERT: typeof EN.ALERT = {
  noFix: '修正版なし',
  noFixComing: {
    will_not_fix: '修正予定なし',
    fix_deferred: 'ベンダーが修正を保留',
    end_of_life: 'サポート終了のため修正なし',
  },
  severalFixes: '修正版は複数',
  endOfLife: (os) => `${os} はサポートが終了しており、新しい脆弱性は公表されません`,
  morePackages: (count) => `ほか ${count} パッケージ`,
  foundIn: '検出イメージ:',
  wasIn: '検出されていたイメージ:',
  runsIn: '稼働サービス:',
  score: (score, version) =>
    version === undefined ? `CVSS ${score}` : `${score} (CVSS ${version})`,
};

export const CARD: typeof EN.CARD = {
  at: (what, where) => `${what} · ${where}`,
  and: (items) => items.join('、'),
  major: '(メジャーバージョン)',
  openAgain: '再オープン',
  nextRebuild: '次の再ビルドで対応',
  noFix: '修正版なし',
  noneKnown: '修正版はまだなし',
  vendor: 'ベンダー',
  unfixed: {
    will_not_fix: (vendor) => `${vendor} は修正しない方針`,
    fix_deferred: (vendor) => `${vendor} が修正を保留`,
    end_of_life: (vendor) => `サポート終了(${vendor} は修正版を提供しません)`,
  },
  exploited: (count, total) => {
    if (count < total) return `${total} 件中 ${count} 件は悪用確認済み`;
    if (total === 1) return '悪用確認済み';
    return `${total} 件とも悪用確認済み`;
  },
  notExploited: '悪用の情報なし',
  notExploitedAsOf: (day) => `悪用の情報なし(${day} 時点)`,
  exploitationUnknown: '悪用の有無は不明',
  exposedIn: (names, _count) => `${names} はインターネットに公開`,
  cameBack: '一度解消しましたが、スキャンで再び検出されました',
  reopenedBy: (who) => `${who} が再オープン`,
  ofAll: (count, total, cause) => `${total} 件中 ${count} 件: ${cause}`,
  clears: (count, ids) => (count === 1 ? `解消: ${ids}` : `${count} 件が解消: ${ids}`),
  clearsCount: (count) => `${count} 件が解消`,
  clearsSome: (count, total, ids) => `${total} 件中 ${count} 件が解消: ${ids}`,
  has: (count, ids) => (count === 1 ? ids : `${count} 件: ${ids}`),
  openOf: (count, total, ids) => `*${total} 件中 ${count} 件が未対応*: ${ids}`,
  moreExploited: (count, exploited) =>
    count === exploited
      ? `ほか ${count} 件(すべて悪用確認済み)`
      : `ほか ${count} 件(うち ${exploited} 件は悪用確認済み)`,
  stays: '(残る)',
  leaves: (version, ids) => `${version} にもあるもの: ${ids}`,
  alsoNeeds: (what) => `*ほかに必要なアップグレード*: ${what}`,
  alsoUnfixed: (what) => `*修正版なし*: ${what}`,
  rebuild: (clears, of, day, images) =>
    `OS パッケージをアップグレードすると、${images === 1 ? 'この' : 'これらの'}イメージの ${of} 件中 ${clears} 件が解消します${day === undefined ? '' : `(ベースは ${day}のもの)`}`,
  rebuildWithGo: 'このバージョンの Go で再ビルドしてください',
  unfixedPackage: 'パッケージを外すか、ベースイメージを替えるか、抑制してください',
  unfixedLibrary: 'ライブラリを外すか、替えるか、抑制してください',
  runsIn: (services) => `稼働サービス: ${services}`,
  found: (day) => `検出 ${day}`,
  renamedFrom: (id, former) => `${id}(以前は ${former})`,
  isOnIt: (who, since) => `${who} が対応中(${since} から)`,
  wasOnIt: (who) => `担当: ${who}`,
  inSecurityHub: 'Security Hub で変更',
  decided: {
    suppressed: (count, who, until) =>
      `${count === 1 ? '' : `${count} 件を `}${byWhom(who)}${spaced(suppressedUntil(until))}`,
    resolved: (count, who, _until) =>
      `${count === 1 ? '' : `${count} 件を `}${byWhom(who)}対応済みに変更`,
    gone: (count, _who, _until) => (count === 1 ? '解消' : `${count} 件が解消`),
    unscanned: (count, _who, _until) =>
      count === 1 ? 'スキャンの対象外' : `${count} 件がスキャンの対象外`,
    renamed: (_count, _who, _until) => 'ID の変更',
    archived: (count, _who, _until) =>
      count === 1 ? 'Security Hub でアーカイブ' : `${count} 件が Security Hub でアーカイブ`,
  },
  earlierDecisions: (count) => `ほか ${count} 件の以前の判断`,
  before: (what) => `以前の判断: ${what}`,
  was: {
    suppress: (who, at, until) => `${who} が${spaced(suppressedUntil(until))}${at && ` (${at})`}`,
    resolve: (who, at, _until) => `${who} が対応済みに変更${at && ` (${at})`}`,
  },
  state: {
    suppressed: (until) => (until === '' ? '抑制中' : suppressedUntil(until)),
    resolved: (_since) => '対応済み',
    gone: (since) => (since === '' ? '解消' : `解消: ${since}`),
    unscanned: (since) => (since === '' ? 'スキャンの対象外' : `スキャンの対象外 (${since}から)`),
    renamed: (_since) => 'ID の変更',
    archived: (_since) => 'Security Hub でアーカイブ',
  },
  isGoneFrom: (what, where) => `${what} は ${where} からなくなりました`,
  vulnerabilities: (count) => `${count} 件`,
  closed: (count, when) =>
    `${when && `${when}に `}${count}${isCount(count) ? '' : ' '}が解消しました`,
  afterFound: (days, _count) => (days === 0 ? '検出から 1 日以内' : `検出から ${days} 日`),
  beforeDue: (days, _count) => (days === 0 ? '期限の直前' : `期限の ${days} 日前`),
  late: (days, _count) => (days === 0 ? '期限の直後' : `期限の ${days} 日後`),
  goneSinceThen: 'スキャンしたどのイメージからも検出されなくなりました',
  notScanned: 'このイメージはもうスキャンされません',
  comesBack: 'スキャンで再び検出されると、もう一度通知します',
  continued: '新しいカードに続きます',
  newerCard: '新しいカード',
  cardOf: (day) => `${day}のカード`,
  continuedIn: (open, more, where) => {
    const also = more === 0 ? '' : `新しい ${more} 件`;
    if (open === 0) return `${also && `${also}は`}${spaced(where)}にあります`.trimStart();
    return `未対応の ${open} 件は${also && `、${also}とともに`}${spaced(where)}にあります`;
  },
  decidedHere: {
    suppressed: (count, who) => `${count} 件はここで ${byWhom(who)}抑制`,
    resolved: (count, who) => `${count} 件はここで ${byWhom(who)}対応済みに変更`,
  },
  cards: (count) => `アップグレード ${count} 件`,
  anotherIn: (where) => `(${where} は別のアップグレードも必要)`,
  button: {
    take: '対応を始める',
    release: '担当を外す',
    resolve: (count) => (count === 1 ? '対応済みにする' : `${count} 件を対応済みにする`),
    suppress: (count) => (count === 1 ? '抑制する…' : `${count} 件を抑制する…`),
    reopen: (count) => (count === 1 ? '再オープン' : `${count} 件を再オープン`),
    details: '詳細',
  },
  release: {
    title: '担当を外しますか?',
    text: (who, since) => `${who} さんが ${since}から対応中です。外すと、ほかの人が担当できます。`,
    yes: '外す',
    no: 'そのまま',
  },
  spoken: {
    at: (what, where) => `${where} の ${what}`,
    upgrade: (name, from, to, where) =>
      `${where && `${where} の `}${name} を${from && ` ${from} から`} ${to} にアップグレードしてください`,
    noFix: (what) => `${what} には修正版がありません`,
    noneKnown: (what) => `${what} の修正版はまだありません`,
    open: (severity, again, what, due) =>
      `${severity}${again ? '、再オープン' : ''}: ${what}。${due && `${due}。`}`,
    isOnIt: (who) => `${who} が対応中です。`,
    needsMore: 'ほかにもアップグレードが必要です。',
    clears: (count) => `${count}の脆弱性が解消します。`,
    clearsOne: (id) => `${id} が解消します。`,
    has: (count) => `${count}の脆弱性があります。`,
    clearsSome: (count, total) => `${total} 件中 ${count} 件の脆弱性が解消します。`,
    openOf: (count, total) => `${total} 件中 ${count} 件が未対応です。`,
    continued: (what, open) =>
      `新しいカードに続きます: ${what}${open === 0 ? '' : `、${open} 件が未対応です`}。`,
    state: {
      suppressed: (who, until) => `${byWhom(who)}${spaced(suppressedUntil(until))}しました`,
      resolved: (who, _at) => `${byWhom(who)}対応済みにしました`,
      gone: (_who, since) => (since === '' ? '解消' : `${since}に解消`),
      unscanned: (_who, since) =>
        since === '' ? 'スキャンの対象外' : `${since}からスキャンの対象外`,
      renamed: (_who, _at) => 'ID の変更',
      archived: (_who, _at) => 'Security Hub でアーカイブ',
    },
    closed: (state, what, count) => `${state}: ${what}、${count}。`,
  },
};
