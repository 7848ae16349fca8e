import type * as EN from '../en/scans';
import { spacedAfter } from './spaced-after';

/** `どちらも`。ほかにスレッドにもあれば `ここの 5 件はすべて`。 */
function allOf(count: number, isPart: boolean): string {
  if (count === 1) return isPart ? 'ここの 1 件は' : '';
  if (isPart) return count === 2 ? 'ここの 2 件はどちらも' : `ここの ${count} 件はすべて`;
  return count === 2 ? 'どちらも' : 'すべて';
}

export const URGENT_PAGE: typeof EN.URGENT_PAGE = {
  due: (count, day) =>
    `${day === undefined ? '期限間近の' : `${day}までに期限が来る`}アップグレード${count === 1 ? '' : ` ${count} 件`}`,
  exploited: (count, all, isPart) =>
    count < all
      ? `${isPart ? 'ここの ' : ''}${all} 件中 ${count} 件は悪用が確認されています。`
      : `${allOf(all, isPart)}悪用が確認されています。`,
  exposed: (count, isPart) => `${allOf(count, isPart)}インターネットに公開されています。`,
  checkSigns: '侵害の痕跡がないか確認してください。',
  inThread: (count) => `ほか ${count} 件はスレッドにあります`,
  nothingOpen: (elsewhere) =>
    elsewhere === 0
      ? 'ここに未対応のものはありません'
      : `ここに未対応のものはありません(ほか ${elsewhere} 件はスレッド)`,
};

export const DIGEST: typeof EN.DIGEST = {
  new: (count, critical) => (critical === 0 ? `新規 ${count}` : `新規 ${count}(緊急 ${critical})`),
  soFar: (count) => `うち ${count} 件を投稿済み`,
  decided: (count) => `判断済み ${count}`,
  open: (count, critical) =>
    critical === 0 ? `未対応 ${count}` : `未対応 ${count}(緊急 ${critical})`,
  complete: (count, took) => `${count} 件すべて判断済み(${took})`,
  outcome: {
    resolved: (count) => `対応済み ${count}`,
    suppressed: (count) => `抑制 ${count}`,
    gone: (count) => `解消 ${count}`,
  },
  people: (names, more) => `${names.join('、')}${more === 0 ? '' : ` ほか ${more} 名`}`,
  decidedBy: (people) => `判断: ${people}`,
  next: '次に対応するもの(急ぐ順)',
  moreUpgrades: (count) => `ほか ${count} 件`,
  noFix: (packages) => `修正版なし: ${packages}`,
  morePackages: (count) => `ほか ${count} パッケージ`,
  inImages: (what, images) => `${what} (${images})`,
  inThread: 'カードはスレッドにあります',
  scan: (images, at) => `${images}を ${at} にスキャン`,
  spoken: (total, decided, open, critical) => {
    const left = `未対応 ${open} 件${critical === 0 ? '' : `(うち緊急 ${critical} 件)`}`;
    return `新しい脆弱性 ${total} 件: ${decided === 0 ? left : `判断済み ${decided} 件、${left}`}。`;
  },
  spokenFirst: (what) => `最初に対応するもの: ${what}。`,
  upgrade: (name, from, to) =>
    [name, from, ...(to === undefined ? [] : [`から ${to} へ`])].join(' ').trim(),
  spokenComplete: (total, took, people) =>
    `新しい脆弱性 ${total} 件すべてを、${people === '' ? '' : `${people} が `}${took}で判断しました。`,
};

export const SCAN: typeof EN.SCAN = {
  state: {
    queued: (what) => `${spacedAfter(what)}のスキャンを受け付けました`,
    pulling: (what) => `${spacedAfter(what)}のスキャンを準備しています`,
    scanning: (what) => `${spacedAfter(what)}をスキャンしています`,
    done: (what) => `${spacedAfter(what)}のスキャンが終わりました`,
    partly: (what) => `${spacedAfter(what)}のスキャンは終わりましたが、エラーがあります`,
    doubted: (what) =>
      `${spacedAfter(what)}のスキャンは終わりましたが、判定できなかったものがあります`,
    noResult: (what) => `${spacedAfter(what)}のスキャンは結果のないまま終わりました`,
    failed: (what) => `${spacedAfter(what)}のスキャンに失敗しました`,
    cancelled: (what) => `${spacedAfter(what)}のスキャンは中止されました`,
  },
  pullingHint: 'AWS がスキャナーを起動しています。1 分ほどかかります。',
  progress: (done, total) => `${total} イメージ中 ${done} 個完了`,
  last: (image) => `直近: ${image}`,
  counts: {
    new: (count) => `新規 ${count}`,
    reopened: (count) => `再オープン ${count}`,
    fixed: (count) => `解消 ${count}`,
    unscanned: (count) => `スキャン対象外になった ${count}`,
  },
  nothingNew: '新規なし',
  knownImage: (image, count) =>
    `新しいイメージ ${image} · 検出された ${count} 件は他のイメージで検出済みです。各メッセージに追記しています。`,
  moreKnownImages: (count) => `ほか ${count} 個の新しいイメージ`,
  open: (count) => `未対応 ${count}`,
  openCritical: (count, critical) => `未対応 ${count}(緊急 ${critical})`,
  nothingOpen: '未対応なし',
  notScanned: (image, why) => `${image} をスキャンできませんでした: ${why}`,
  moreNotScanned: (count) => `ほか ${count} イメージ`,
  refused: (count) =>
    `Security Hub が ${count} 件を受け付けませんでした。スキャナーのログを確認してください。`,
  lostShards: (lost, of, images) =>
    `スキャンの ${of} 区分のうち ${lost} 区分の結果が得られませんでした。該当する ${images} イメージの検出結果は、次のスキャンまでそのまま残ります。原因はスキャナーのログを確認してください。`,
  leftOut: (what) => `対象外(脆弱性だけを扱います): ${what}`,
  entries: {
    secrets: (count) => `シークレット ${count} 件`,
    misconfigurations: (count) => `設定不備 ${count} 件`,
    licenses: (count) => `ライセンス ${count} 件`,
    withoutId: (count) => `ID のない項目 ${count} 件`,
  },
  notArchived: (why) =>
    `検出内容がアーカイブにないため、脆弱性についての質問には前回の全体スキャンの結果で答えます: ${why}`,
  acceptedBy: (who) =>
    `${who} が解消として承認しました。対象イメージをもう一度スキャンし、見つからないものを閉じます。`,
  requestedBy: (who) => `依頼: ${who}`,
  took: (duration) => `所要 ${duration}`,
  database: (at) => `脆弱性データベース ${at}`,
  databaseUnknown: '脆弱性データベースの日付は不明',
  why: (problem) => `理由: ${problem}`,
  of: (images) => `${spacedAfter(images)}のスキャン`,
  due: {
    overdue: (count, since) => `*期限切れ ${count} 件* (${since}):`,
    soon: (count, by) =>
      `*${by === undefined ? '期限間近' : `${by}までに期限が来るもの`} ${count} 件* · 最も急ぐもの:`,
    moreDue: (count, by) =>
      `ほか ${count} 件は${by === undefined ? '期限間近' : `${by}までに期限`}`,
    show: '期限切れを表示',
  },
};

export const ATTENTION: typeof EN.ATTENTION = {
  some: (count, total) => `${total} イメージ中 ${count} 個は判定できませんでした`,
  stays: '未対応のものはそのまま残ります',
  all: (count) => `${count} イメージは判定できませんでした`,
  reason: {
    'nothing-scanned': (image) =>
      `${image}: Trivy が調べられるものがありません。検出がなくても安全とは言えません。何から作られたイメージか確認してください。`,
    'end-of-life': (image, os) =>
      `${image}: ${os} はサポートが終了しています。新しい脆弱性の情報が公開されないため、スキャンしても検出されません。サポート中のリリースで再ビルドしてください。`,
    'os-not-covered': (image, os) =>
      `${image}: ${os} の脆弱性情報が Trivy にないため、調べられるのは言語のパッケージだけです。Trivy が対応する OS で再ビルドしてください。`,
  },
  itsSystem: 'この OS',
  held: (count) =>
    `このスキャンに現れない ${count} 件は残しています。なくなったものは手動で対応済みにするか抑制してください。`,
  vanished: (count) => `変更のない ${count} 個のイメージで、検出結果の大半が一度になくなりました`,
  vanishedHint:
    '脆弱性データベースが不完全な恐れがあるため、再び検出されるかイメージが変わるまで残します。',
  accept: {
    below: 'なくなった理由が分かっていれば、下のボタンで承認してください。',
    elsewhere: 'なくなった理由が分かっていれば、スキャンのメッセージのボタンで承認してください。',
  },
};

export const FEEDS: typeof EN.FEEDS = {
  because: (what, reason) => `${what}${reason.replace(/。$/, '')}。`,
  kev: {
    old: (at) =>
      `悪用が確認された脆弱性の情報(CISA KEV)は ${at}時点のものです。より新しいカタログを使用できませんでした。`,
    none: '悪用が確認された脆弱性の情報(CISA KEV)を取得できず、悪用の有無は不明です。',
  },
  epss: {
    old: (at) => `EPSS スコアは ${at}時点のものです。より新しいスコアを使用できませんでした。`,
    none: 'EPSS スコアを取得できず、不明です。',
  },
};
