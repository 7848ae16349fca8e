import type * as EN from '../en/answers';
import { spacedAfter } from './spaced-after';

/** `「緊急」「重要」` */
function quoted(severities: string): string {
  return `「${severities.replaceAll('、', '」「')}」`;
}

export const ANSWER: typeof EN.ANSWER = {
  showCard: 'カードを表示',
  running: (what) => `${spacedAfter(what)}のスキャンを実行中です`,
  runningSince: (what, at) => `${spacedAfter(what)}のスキャンを ${at} から実行中です`,
  lastScan: (at) => `前回のスキャン: ${at}`,
  neverScanned: '完了したスキャンはまだありません。',
  database: (at) => `脆弱性データベース: ${at}`,
  databaseUnknown: '脆弱性データベース: 日付は不明',
  lastFailed: (at, why) => `${at} のスキャンは失敗しました: ${why}`,
  open: (count) => `未対応 ${count}`,
  ofSeverity: (count, name) => `${name} ${count}`,
  atLeast: (count) => `${count}以上`,
  openOverdue: (open, overdue) => `${open} · 期限切れ ${overdue}`,
  nothingOverdueOf: (severity) => `重要度${quoted(severity)}の期限切れはありません。`,
  nothingOpen: '未対応のものはありません。',
  nothingOpenOf: (severity) => `重要度${quoted(severity)}の未対応はありません。`,
  noPage: (page) => `${page} ページはありません。これが最後のページです。`,
  noFinding: (id) => `${id} の検出結果はありません。`,
  notKnown: (id) => `${id} の影響を受けるイメージがあるかどうかは分かりません。`,
  lookedAt: (severities) =>
    `対象: 重要度${quoted(severities)}の検出結果。それ以外は、悪用確認済みのものと期限が近いものだけを取り込みます(vulnscan.yml の findings.severities と findings.dueWithin)。`,
  maybeOther: (severities) =>
    `対象: 重要度${quoted(severities)}の検出結果。それ以外は悪用確認済みのものと期限が近いものしか取り込まないため(vulnscan.yml の findings.severities と findings.dueWithin)、別の重要度で影響を受けるイメージがあるかもしれません。`,
  lookedAtAll: '対象: すべての重要度の検出結果。',
  notImported: (severities) =>
    `重要度${quoted(severities)}の検出結果は、悪用確認済みのものと期限が近いものしか取り込まないため(vulnscan.yml の findings.severities と findings.dueWithin)、全体の件数は分かりません。`,
  notAllRead: '件数が多く、すべては読み取れていません。',
  stillOpen: '未対応',
  isIn: (id, images) => `${id} は ${images}で見つかっています。`,
  isNoFinding:
    '検出結果としては取り込んでいません(条件は vulnscan.yml の findings.severities と findings.dueWithin)。',
  alsoFound: '検出結果に載っていないイメージ:',
  notFoundIn: (id, some, all) =>
    some < all
      ? `${id} は ${all} イメージ中 ${some} 個では見つかっていません`
      : `${id} は ${some} イメージのどれでも見つかっていません`,
  notFoundSpoken: (id, count) => `${id} は、判定できた ${count} イメージでは見つかっていません。`,
  notFoundInNamed: (names) => `未検出: ${names}`,
  notFoundInOthers: (count) => `未検出: ほかの ${count} イメージ`,
  notJudged: (names) => `判定できず: ${names}`,
  unjudgedSpoken: (count) => `${count} イメージは判定できません。`,
  unjudged: {
    failed: 'スキャン失敗',
    'nothing-scanned': () => 'パッケージなし',
    'end-of-life': (os) => `${os}、サポート終了`,
    'os-not-covered': (os) => `${os} の脆弱性情報なし`,
    'mass-vanishing': () => '検出結果の大半が一度に消失',
  },
  notScanned: '対象外: vulnscan.yml にないイメージ',
  earlier: (image, at) => `${image}: ${at} 時点の結果(その後はスキャンできていません)`,
  completeScan: (at) => `${at} に始まった全体スキャンの結果(すべての重要度)`,
  onlyFindings: {
    none: '分かるのは取り込んだ検出結果だけです。全体スキャンの結果がまだアーカイブにありません。',
    unavailable: '分かるのは取り込んだ検出結果だけです。アーカイブを読み取れませんでした。',
  },
};
