import type * as EN from '../en/urgency';

export const URGENCY: typeof EN.URGENCY = {
  due: (day) => `期限 ${day}`,
  overdueSince: (day) => `期限切れ (${day})`,
  nextRebuild: '次の再ビルドで対応',
  exploited: '悪用確認済み',
  knownExploited: '悪用が確認されています',
  inKev: (day) => `悪用を確認(CISA KEV、${day})`,
  exposed: {
    yes: 'インターネットに公開',
    no: 'インターネットに非公開',
    unknown: '公開状況は不明(公開とみなす)',
  },
  automatable: { yes: '攻撃の自動化が可能', no: '攻撃の自動化は困難' },
  impact: { total: '影響は全面的', partial: '影響は部分的' },
  assumedWorst: 'CVSS ベクターなし(自動化が可能で影響は全面的とみなす)',
  checkSigns: '侵害の痕跡がないか確認してください',
  sentence: (words) => `${words}。`,
  countOverdue: (count) => `期限切れ ${count} 件`,
  countSoon: (count, by) =>
    by === undefined ? `期限間近 ${count} 件` : `${by}までに期限が来るもの ${count} 件`,
  answers: {
    period: (days, since) => `${since}から ${days} 日以内(CISA の指令 BOD 26-04 による)`,
    earlier: (due) => `より急ぐようになる前の期限 ${due} のまま`,
    noPeriod: '次の再ビルドで対応(CISA の指令 BOD 26-04 による)',
    exploitedSince: (day) => `${day}に悪用を確認(CISA KEV)`,
    notExploited: '悪用の情報なし(CISA KEV)',
    notExploitedAsOf: (day) =>
      `${day}時点では悪用の情報なし(それより新しい CISA の一覧を取得できませんでした)`,
    noCatalogue: '悪用の有無は不明(CISA の一覧を取得できませんでした)',
    feedsOff: '悪用の有無は不明(CISA の一覧を使わない設定です: vulnscan.yml の feeds: off)',
    from: (answer, source) => `${answer}(${source})`,
    source: {
      configured: 'vulnscan.yml の設定',
      derived: 'ECS から判断',
      cvss: 'CVSS ベクターから判断',
      assumed: 'CVSS ベクターがないための想定',
    },
    epss: (score, percentile) =>
      `EPSS ${score} %: 30 日以内に悪用される確率の予測(全脆弱性の ${percentile} % より高い)`,
  },
};
