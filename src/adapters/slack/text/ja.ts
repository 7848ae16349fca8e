import type { Cause } from '../../../domain/material-change';
import type { Justification } from '../../../domain/workflow';
import type { Text } from './en';
import { FEED_ERRORS } from './ja-feeds';

const REASONS: Record<Justification, string> = {
  'not-reachable': '到達不能',
  'not-in-execute-path': '実行経路にない',
  'mitigated-otherwise': '別の方法で緩和済み',
  'risk-accepted': 'リスク受容',
  'false-positive': '誤検知',
};

const CHANGED: Record<'exploited' | 'exposed' | 'severity', string> = {
  exploited: '悪用',
  exposed: '公開',
  severity: '重要度の上昇',
};

/** `他のイメージで見つかったとき、悪用・公開・重要度の上昇があったとき` */
function askedWhen(causes: Cause[]): string {
  const changed = (['exploited', 'exposed', 'severity'] as const)
    .filter((cause) => causes.includes(cause))
    .map((cause) => CHANGED[cause]);
  return [
    ...(causes.includes('image') ? ['他のイメージで見つかったとき'] : []),
    ...(changed.length === 0 ? [] : [`${changed.join('・')}があったとき`]),
    ...(causes.includes('fix') ? ['修正版が公開されたとき'] : []),
  ].join('、');
}

/** エラーコードごとの文。引数は英語の原文。 */
const ERRORS: Record<string, (message: string) => string> = {
  // Slack
  channel: () =>
    'チャンネルに投稿できません。アプリをチャンネルに招待し、slack.channel を確認してください',
  token: () =>
    'Slack がアプリのトークンを拒否しました。アプリを再インストールし、npm run setup で新しいトークンを保存してください',
  rendering: () => 'Slack がメッセージの形式を受け付けませんでした',
  message_locked: () => 'このメッセージはもう編集できません。変更はスレッドに書かれます',
  message_gone: () => 'メッセージが Slack にもうありません',
  thread_gone: () => 'スレッドが Slack にもうありません',
  user: () => 'ユーザーを確認できませんでした。vulnscan.yml の ID を確認してください',
  slack: () => 'Slack が操作を拒否しました',
  button: () =>
    'このボタンは別のバージョンのものです。新しいメッセージか Security Hub を使ってください',
  // AWS
  security_hub_access: () =>
    'Security Hub が有効でないか、製品の連携が許可されていません。Security Hub CSPM を有効にし、Aqua Security の連携を受け入れてください',
  security_hub_denied: () =>
    'Security Hub を操作する権限がありません。ロールの権限を確認してください',
  security_hub_input: () =>
    'Security Hub が要求を受け付けませんでした。vulnscan の不具合なので報告してください',
  no_capacity: () => 'AWS に空きがありません。数分後にもう一度試してください',
  task_not_started: (message) => `スキャナーのタスクを開始できませんでした(${message})`,
  archive_busy: () => 'アーカイブ(S3)が混み合っています。次のスキャンでもう一度書き込みます',
  archive_missing: () => 'アーカイブのバケットがありません。npm run deploy を実行してください',
  archive_denied: () =>
    'アーカイブのバケットに書き込む権限がありません。npm run deploy を実行し、バケットの所有者とポリシーを確認してください',
  archive_region: () =>
    'アーカイブのバケットが別のリージョンにあります。vulnscan.yml の aws.region を確認し、デプロイし直してください',
  archive_conflict: () =>
    '別のスキャンがアーカイブの索引を書き換え続けていました。そのスキャンが終わってからもう一度スキャンしてください',
  // スキャン
  database_download: () =>
    '脆弱性データベースを取得できませんでした。もう一度試すか、scan.databases に届くミラーを設定してください',
  java_database_download: () =>
    'Java データベースを取得できませんでした。もう一度試すか、scan.javaDatabases に届くミラーを設定してください',
  disk_full: () => 'ディスクがいっぱいです。scan.disk を増やしてください',
  rate_limited: () =>
    'レジストリの制限に達しました。後でもう一度試すか、scan.parallel を下げてください',
  image_not_found: () => 'イメージがありません。名前とタグを確認してください',
  image_reference: () => 'イメージの名前が正しくありません。vulnscan.yml を確認してください',
  image_incomplete: () => 'レジストリにイメージの一部がありません。もう一度プッシュしてください',
  platform_missing: (message) =>
    `イメージに ${/not built for (\S+);/.exec(message)?.[1] ?? '必要なプラットフォーム'} 版がありません。その版もプッシュしてください`,
  registry_denied: () =>
    'レジストリに拒否されました。deploy.repositories と registries を確認してください。ECR 以外のイメージは公開されている必要があります',
  registry_failed: () => 'レジストリでエラーが起きました。もう一度試してください',
  registry_timeout: () =>
    'レジストリから時間内に取得できませんでした。タスクのサブネットを確認するか、大きなイメージなら scan.timeout を延ばしてください',
  registry_not_listed: () =>
    'レジストリのリポジトリを一覧できませんでした。タスクロールの権限を確認し、デプロイし直してください',
  no_repository_matches: () =>
    '一致するリポジトリがありません。images.ecr.repositories を確認してください',
  cluster_missing: () => 'クラスターがありません。images.ecs.clusters から外してください',
  cluster_denied: () =>
    'クラスターを読む権限がありません。images.ecs.clusters を確認し、デプロイし直してください',
  lookup_unavailable: () => 'AWS が応答しませんでした。次のスキャンでもう一度確認します',
  registry_not_allowed: () =>
    '許可されていないレジストリです。vulnscan.yml の registries を確認してください',
  not_an_image: () => 'コンテナイメージではありません。images から外してください',
  trivy_timeout: () => '時間がかかりすぎました。scan.timeout を延ばしてください',
  network: () => 'サービスに接続できませんでした。タスクのサブネットを確認してください',
  out_of_memory: () => 'メモリが足りません。scan.memory を増やしてください',
  scan_stopped: () => 'スキャンは途中で止められ、何も書き込まれていません',
  trivy_failed: (message) => `Trivy が失敗しました(${detailOf(message)})。ログを確認してください`,
  trivy_missing: () => 'Trivy を起動できません。スキャナーのイメージを確認してください',
  task_memory: () =>
    'スキャナーのメモリが足りませんでした。vulnscan.yml の scan.memory を増やし、デプロイし直してください',
  task_image: (message) =>
    `スキャナーのイメージを取得できませんでした(${detailOf(message)})。ネットワークを確認してください`,
  task_start: (message) =>
    `タスクを開始できませんでした(${detailOf(message)})。実行ロールとサブネットを確認してください`,
  task_stopped: (message) =>
    `スキャナーが止まりました(${detailOf(message)})。ログを確認してください`,
  task_no_result: () =>
    'スキャナーは終わりましたが、結果が届いていません。スキャナーのログを確認してください',
  task_cancelled: (message) =>
    message.startsWith('Cancelled by ')
      ? `${message.slice('Cancelled by '.length)} が中止しました`
      : message,
  ...FEED_ERRORS,
};

/** 原文の括弧の中。なければ全文。 */
function detailOf(message: string): string {
  return /\((.+)\)/.exec(message)?.[1] ?? message;
}

/** vulnscan が Slack に表示する文の日本語版。キーは en.ts と同じ。 */
export const ja: Text = {
  locale: 'ja-JP',
  severity: {
    CRITICAL: '緊急',
    HIGH: '重要',
    MEDIUM: '警告',
    LOW: '注意',
    INFORMATIONAL: '未評価',
  },
  images: (count) => `${count} イメージ`,
  kinds: {
    repository: { name: 'リポジトリ', count: (count) => `${count} リポジトリ` },
    filesystem: { name: 'ファイルシステム', count: (count) => `${count} ファイルシステム` },
    sbom: { name: 'SBOM ファイル', count: (count) => `${count} SBOM ファイル` },
    vm: { name: '仮想マシン', count: (count) => `${count} 仮想マシン` },
  },
  places: (count) => `${count} か所`,
  findings: (count) => `${count} 件`,
  andMore: (count) => `ほか ${count} 件`,
  or: ' または ',
  listed: (items) => items.join('、'),
  sentences: (parts) => parts.join(''),
  minutes: (count) => `${count} 分`,
  seconds: (count) => `${count} 秒`,
  hours: (count) => `${count} 時間`,
  days: (count) => `${count} 日`,

  alert: {
    noFix: '修正版なし',
    noFixComing: {
      will_not_fix: '修正予定なし',
      fix_deferred: 'ベンダーが修正を保留',
      end_of_life: 'サポート終了のため修正なし',
    },
    severalFixes: '修正版は複数',
    severalFixesFor: (name) => `${name} を更新してください(更新先のバージョンは複数あります)`,
    endOfLife: (os) => `${os} はサポートが終了しており、新しい脆弱性は公表されません`,
    upgrade: (name, from, to) => `${name} を ${from} から ${to} に更新してください`,
    noFixFor: (name, version) => `${name} ${version} にはまだ修正版がありません`,
    morePackages: (count) => `ほか ${count} パッケージ`,
    foundIn: '検出イメージ:',
    wasIn: '検出されていたイメージ:',
    runsIn: '稼働サービス:',
    pastEndOfLife: (os) => `${os} はサポート終了`,
    score: (score, version) =>
      version === undefined ? `CVSS ${score}` : `CVSS ${version} ${score}`,
    securityHub: 'Security Hub',
    reason: {
      new: '',
      reopened: '再オープン',
      back: '再検出: 一度検出されなくなりましたが、スキャンで再び検出されました',
    },
    again: { reopened: '再オープン', back: '再検出' },
    spoken: (severity, id, what, images) =>
      `${severity}: ${id}。${what}。検出イメージ: ${images}。`,
    spokenDecided: (state, severity, id, what) => `${state}。${severity}: ${id}。${what}。`,
    page: (count, ids) => `${count} 件の脆弱性: ${ids}`,
    decideFor: (action, id) => `${id} を${action}`,
    shownAgain: '下に改めて表示しています',
    useSecurityHub: 'ID が長すぎるためボタンを表示できません。Security Hub で対応してください',
  },

  urgency: {
    due: (day) => `期限 ${day}`,
    overdueSince: (day) => `${day}に期限切れ`,
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
      by === undefined ? `期限間近 ${count} 件` : `${by}までが期限 ${count} 件`,
    first: (id, image) => `最も急ぐもの: ${id} · ${image}`,
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
  },

  state: {
    resolved: '対応済み',
    suppressed: '抑制中',
    gone: '検出されなくなりました',
    reopened: '再オープン',
    archived: 'アーカイブ済み',
  },
  decision: {
    by: (state, who) => `${state}: ${who}`,
    elsewhere: (state) => `${state}: Security Hub で変更`,
    archived: 'Security Hub でアーカイブされました。スキャンで再び検出されると、もう一度通知します',
    byScanner: (state) => `${state}: スキャナー`,
    goneSince: (at, where) => `${at} から検出されなくなりました: ${where}`,
    unscannedSince: (at, where) => `${at} からスキャンの対象外です: ${where}`,
    until: {
      fix: '修正版が出るまで',
      date: (date) => `${date}まで`,
      ever: '無期限',
    },
    renamedFrom: (id) => `ID が変わりました(以前: ${id})`,
    renamedTo: (id) => `ID が ${id} に変わりました。そちらを見てください`,
    archivedAt: (at) => `${at} にアーカイブされました`,
    goneSinceThen: 'その後、スキャンしたどのイメージからも検出されなくなりました',
    stillThere: (where) => `対応済みにした後も検出されています: ${where}。`,
    expired: (date, where) => `抑制の期限(${date})が過ぎましたが、まだ検出されています: ${where}。`,
    fixOut: (fixes) => `修正版が公開されました: ${fixes}。`,
    nowExploited: (day) => `悪用が確認されました(CISA KEV、${day})。`,
    nowExposed: (where) => `インターネットに公開されました: ${where}。`,
    nowRated: (to, from) => `重要度が「${from}」から「${to}」に上がりました。`,
    nowAlsoIn: (where, exposed, covers) =>
      `${exposed ? 'インターネットに公開された' : ''}新しいイメージで検出: ${where}。${covers}。`,
    coversOnly: {
      suppression: (where) => `抑制の対象は ${where} だけです`,
      resolution: (where) => `対応済みにしたのは ${where} だけです`,
    },
    otherImages: '他のイメージ',
    in: (where) => `対象 ${where}`,
    everywhere: 'すべてのイメージが対象',
    justified: REASONS,
    askedAgain: (causes) => `${askedWhen(causes)}は、もう一度確認します`,
    opensAgain: (at, elsewhere) =>
      `${at} より後のスキャンでまだ見つかったとき${elsewhere ? '、または他のイメージで見つかったとき' : ''}は再オープンします`,
    backIn: (where) => `再び検出されました: ${where}。`,
    before: (note) => `以前の判断: ${note}`,
    anyImage: 'すべてのイメージ',
  },

  button: {
    resolve: '対応済みにする',
    suppress: '抑制する…',
    reopen: '再オープン',
    triageAll: 'まとめて対応…',
    cancel: 'スキャンを中止',
    accept: 'なくなったと認める',
    scanNow: '今すぐスキャン',
    refresh: '更新',
    undo: '元に戻す',
  },
  confirm: {
    cancelTitle: 'スキャンを中止しますか?',
    cancelText: 'スキャン済みのイメージの結果はそのまま残ります。',
    cancelYes: '中止する',
    cancelNo: '続ける',
    acceptTitle: 'なくなったと認めますか?',
    acceptText: (images) =>
      `${images}をもう一度スキャンし、見つからないものをすべて閉じます。なくなった理由が分かっている場合だけ認めてください。`,
    acceptYes: '認める',
    acceptNo: '残す',
  },

  bulk: {
    done: {
      resolve: (who, count, total) =>
        `${who} さんが ${total}のうち ${count} 件を対応済みにしました`,
      suppress: (who, count, total) => `${who} さんが ${total}のうち ${count} 件を抑制しました`,
      reopen: (who, count, total) => `${who} さんが ${total}のうち ${count} 件を再オープンしました`,
    },
    undone: (who) => `${who} さんが元に戻しました`,
    here: 'それぞれが今あるイメージのみ',
  },

  changes: {
    exploited: (ids) => `悪用を確認: ${ids}`,
    exposed: (images, ids) =>
      images === ''
        ? `インターネットに公開されました: ${ids}`
        : `インターネットに公開されました: ${images} · ${ids}`,
    severity: (from, to, ids) => `重要度が「${from}」から「${to}」に上がりました: ${ids}`,
    image: (images, ids) => `新たに検出されたイメージ: ${images} · ${ids}`,
    exposedImage: (images, ids) =>
      `新たに検出されたイメージ(インターネットに公開): ${images} · ${ids}`,
    fix: (fixes, ids) => `修正版が公開されました: ${fixes} · ${ids}`,
    due: (at, before) =>
      before === undefined
        ? `期限 ${at}(これまでは次の再ビルド)`
        : `期限 ${at}(これまでは ${before})`,
    more: (count) => `ほか ${count} 件の変化`,
  },

  digest: {
    title: (count) => `新しい脆弱性 ${count} 件`,
    soFar: '現時点:',
    inThread: '1 件ずつスレッドに投稿しています。ボタンで対応できます。',
    worst: '優先して対応',
    images: '件数の多いイメージ',
    chart: '重要度別の新規件数',
    chartSeries: '新規',
    spoken: (title, counts) => `${title}: ${counts}。詳細はスレッドにあります。`,
  },

  scan: {
    all: 'すべてのイメージ',
    state: {
      queued: (what) => `${what}のスキャンを受け付けました`,
      pulling: (what) => `${what}のスキャンを準備しています`,
      scanning: (what) => `${what}をスキャンしています`,
      done: (what) => `${what}のスキャンが終わりました`,
      partly: (what) => `${what}のスキャンは終わりましたが、エラーがあります`,
      doubted: (what) => `${what}のスキャンは終わりましたが、判定できなかったものがあります`,
      noResult: (what) => `${what}のスキャンは結果のないまま終わりました`,
      failed: (what) => `${what}のスキャンに失敗しました`,
      cancelled: (what) => `${what}のスキャンは中止されました`,
    },
    pullingHint: 'AWS がスキャナーを起動しています。1 分ほどかかります。',
    progress: (done, total) => `${total} イメージ中 ${done} 完了`,
    last: (image) => `直近: ${image}`,
    counts: {
      new: (count) => `新規 ${count}`,
      reopened: (count) => `再オープン ${count}`,
      fixed: (count) => `検出されなくなった ${count}`,
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
      `${who} さんが、なくなったものと認めました。対象イメージをもう一度スキャンし、見つからないものを閉じます。`,
    requestedBy: (who) => `依頼: ${who}`,
    took: (duration) => `所要 ${duration}`,
    database: (at) => `脆弱性データベース ${at}`,
    databaseUnknown: '脆弱性データベースの日付は不明',
    why: (problem) => `理由: ${problem}`,
  },

  attention: {
    some: (count, total) => `${total} イメージ中 ${count} 個は判定できませんでした`,
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
    vanished: (images) => `${images}は変わっていないのに、検出結果の大半が一度になくなりました`,
    vanishedHint:
      '脆弱性データベースが不完全な恐れがあるため、再び検出されるかイメージが変わるまで残します。なくなった理由が分かっていれば、スキャンのメッセージのボタンで認めてください。',
  },

  feeds: {
    because: (what, reason) => `${what}${reason}。`,
    kev: {
      old: (at) =>
        `悪用が確認された脆弱性の情報(CISA KEV)は ${at}時点のものです。より新しいカタログを使用できませんでした。`,
      none: '悪用が確認された脆弱性の情報(CISA KEV)を取得できず、悪用の有無は不明です。',
    },
    epss: {
      old: (at) => `EPSS スコアは ${at}時点のものです。より新しいスコアを使用できませんでした。`,
      none: 'EPSS スコアを取得できず、不明です。',
    },
  },

  health: {
    over: (what) => `解消: ${what}`,
    still: (what) => `継続中: ${what}`,
    isOver: {
      'no-scan': 'スキャンが再び完了しました',
      'old-database': '脆弱性データベースが新しくなりました',
      'token-refused': 'Slack がアプリのトークンを再び受け付けています',
      'set-aside': 'Slack がメッセージを再び受け付けています',
    },
    since: (at) => `${at} から`,
    lasted: (duration, at) => `継続時間: ${duration}(${at} から)`,
    noScan: '26 時間以上、完了したスキャンがありません',
    noScanHint: 'ECS のスキャナータスクとログを確認するか、/vulnscan でスキャンを始めてください。',
    oldDatabase: (at) => `脆弱性データベースが古いです(${at})`,
    oldDatabaseHint:
      'それより新しい脆弱性は検出されません。スキャナーがデータベースに接続できるか確認してください。',
    setAside: (count, ids) => `Slack が ${count}のメッセージを受け付けません: ${ids}`,
    setAsideHint: (reason) =>
      `Slack の応答: ${reason}。Security Hub で対応するか、/vulnscan open で確認してください。変化があればもう一度投稿します。vulnscan の不具合として報告してください。`,
    token: 'Slack がアプリのトークンを拒否しました',
    alarm: (name) => `アラート: ${name}`,
    alarms: {
      'errors-slack': {
        what: 'クリックやコマンドを処理できていません',
        over: 'クリックやコマンドを再び処理できています',
        hint: '何も失われません。もう一度操作できます。vulnscan-slack のログで level error を探してください。',
      },
      'errors-intake': {
        what: '検出結果の変更を読み取れていません',
        over: '検出結果の変更を再び読み取れています',
        hint: 'キューに残り、再試行されます。vulnscan-intake のログで level error を探してください。',
      },
      'errors-decide': {
        what: '判断を記録できていません',
        over: '判断を再び記録できています',
        hint: 'キューに残り、再試行されます。vulnscan-decide のログで level error を探してください。',
      },
      'errors-projector': {
        what: '判断を Security Hub に書き込めていません',
        over: '判断を再び Security Hub に書き込めています',
        hint: '記録に残り、1 分ごとに再試行されます。理由は vulnscan-projector のログを確認してください。',
      },
      'dead-letters': {
        what: '処理できなかったメッセージが残っており、対応が必要です',
        over: '処理できなかったメッセージはなくなりました',
        hint: 'npm run redrive で内容と理由を確認できます。原因を直してから --send で戻すか、--drop で削除してください。',
      },
      'errors-tasks': {
        what: 'コマンド、ホームタブ、スキャンのメッセージを処理できていません',
        over: 'コマンド、ホームタブ、スキャンのメッセージを再び処理できています',
        hint: 'キューに残り、再試行されます。vulnscan-tasks のログで level error を探してください。',
      },
      'posting-stopped': {
        what: '15 分間、何も投稿できませんでした',
        over: '再び投稿できています',
        hint: '検出結果は失われません。アプリがチャンネルから外されたか、チャンネルがアーカイブされたか、トークンが拒否されたかは npm run doctor で分かります。問題が見つからなければ Slack が応答していません。vulnscan-painter のログを確認してください。',
      },
      'forged-requests': {
        what: '正しい署名のない要求が Slack 用のエンドポイントに届いています',
        over: '正しい署名のない要求は届かなくなりました',
        hint: 'すべて拒否しています。署名シークレットが漏れた恐れがあれば交換してください。',
      },
    },
    tokenHint: 'アプリを再インストールし、npm run setup で新しいトークンを保存してください。',
  },

  suppress: {
    title: '抑制',
    submit: '抑制する',
    close: 'キャンセル',
    exploited: '悪用が確認されています',
    where: '対象',
    here: (names) => `今あるイメージだけ: ${names}`,
    hereEach: 'それぞれが今あるイメージだけ',
    hereHint: '再ビルド後も有効。他のイメージで見つかれば、もう一度確認します',
    hereHintQuiet: '再ビルド後も有効',
    everywhere: 'すべてのイメージ',
    everywhereHint: '今後増えるイメージも含む',
    until: '期限',
    untilFix: '修正版が出るまで',
    untilDays: (days, day) => `${days} 日間(${day}まで)`,
    untilEver: '無期限',
    askedEarlier: (causes) => `${askedWhen(causes)}は、期限の前でももう一度確認します。`,
    why: '理由',
    whyPlaceholder: '理由を選択',
    whyMissing: '理由を選んでください。チームに共有されます。',
    whyHint: '抑制するときだけ選びます。',
    reasons: REASONS,
    reason: '補足',
    reasonHint: 'Slack と Security Hub に表示されます。',
    reasonPlaceholder: '信頼できない証明書は処理していない',
    reasonMissing: '補足を入力してください。チームに共有されます。',
    reasonNeeded: {
      'mitigated-otherwise': 'どのように緩和したか入力してください。',
      'risk-accepted': 'リスクを受け入れる理由を入力してください。',
    },
  },

  triage: {
    title: 'まとめて対応',
    submit: 'まとめて対応する',
    close: 'キャンセル',
    intro: (total) => `このスキャンの ${total}のうち、未対応のものにまとめて同じ判断をします。`,
    severity: '重要度',
    allSeverities: 'すべての重要度',
    image: 'イメージ',
    allImages: 'すべてのイメージ',
    fix: '修正版',
    fixes: { any: '修正版の有無を問わない', no: '修正版なし', yes: '修正版あり' },
    packageName: 'パッケージ名に含む文字',
    packageHint: '空欄ならすべてのパッケージが対象です。',
    decision: '判断',
    decisionMissing: '判断を選んでください。',
    suppress: {
      fix: '修正版が出るまで抑制する',
      30: '30 日間抑制する',
      90: '90 日間抑制する',
      ever: '無期限に抑制する',
    },
    covers: (count) => `${count}が対象です。`,
    preview: '対象を確認',
    coversAtMost: (count) => `条件に合う未対応のもの(最大 ${count})が対象です。`,
    option: (name, count) => `${name} (${count})`,
  },

  notice: {
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
    notAllowedAsk: (who) => `この操作をする権限がありません。${who} に依頼してください。`,
    notAllowedMembers:
      'ゲストや他のワークスペースの方は対応できません。このチャンネルの正規メンバーに依頼してください。対応できる人は vulnscan の管理者が vulnscan.yml の triage で決めます。',
    membersOnly:
      'vulnscan を使えるのはこのワークスペースの正規メンバーだけです(ゲスト、アプリ、他のワークスペースの方は使えません)。このチャンネルの正規メンバーに依頼してください。',
    scanner: 'スキャナー',
    console: 'Security Hub での変更',
    nothingToAccept: 'ここで認めるものはもうありません。すでにほかの人が認めています。',
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
    undoing: (count) =>
      `${count}を再オープンしています。まだ反映されていない分は未対応のままです。`,
    nothingToUndo:
      'この判断が有効な検出結果はもうありません。まだ反映されていない分は未対応のままです。',
    scanStarted: (what) => `${what}のスキャンを受け付けました。経過はチャンネルに表示されます。`,
    scanRunning: (what) =>
      `${what}のスキャンはすでに実行中です。チャンネルのメッセージを見てください。`,
    scanRunningSince: (what, at) =>
      `${what}のスキャンは ${at} から実行中です。チャンネルのメッセージを見てください。`,
    unknownImage: (asked) => `${asked} というイメージはありません。`,
    didYouMean: (nearest) => `${nearest} ですか?`,
    allowedImages: (names, registries) =>
      `スキャンできるのは ${names} と、${registries} の任意のイメージです。`,
    allowedAny: (registries) => `スキャンできるのは ${registries} のイメージです。`,
    failed: (what, reason) => `${what}に失敗しました: ${reason}`,
    doing: {
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
      '予期しないエラーが起きました。もう一度試し、続くようなら vulnscan の管理者に連絡してください',
    unavailable: 'サービスが応答しませんでした。1 分後にもう一度試してください',
    notIdentified:
      'ユーザーの確認に Slack が時間内に応答しなかったため、何も表示・実行していません。1 分後にもう一度試してください。',
    tooLate: 'Slack の待ち時間が過ぎました。もう一度クリックしてください',
    yourClick: '操作',
    yourCommand: 'コマンド',
    cancelling: 'スキャナーに中止を依頼しました。経過はチャンネルに表示されます。',
  },

  command: {
    help: [
      '*/vulnscan* — 設定されたすべてのイメージをスキャン',
      '*/vulnscan api* — 指定したイメージをスキャン(複数可)',
      '*/vulnscan ACCOUNT.dkr.ecr.REGION.amazonaws.com/repo:tag* — 許可されたレジストリの任意のイメージ',
      '*/vulnscan status* — 実行中と前回のスキャン、データベースの日付',
      '*/vulnscan open* `[critical high …] [overdue] [page]` — 未対応の一覧(急ぐ順)',
      '*/vulnscan CVE-…* — 検出されたイメージ(すべての重要度)と対応状況',
      '*/vulnscan cancel* — 実行中のスキャンを中止',
    ],
    unknownWord: (word) => `${word} というコマンドはありません。`,
    badReference: (asked) => `${asked} はスキャンできるイメージではありません。`,
    badPage: (asked) =>
      `${asked} はページ番号ではありません。1 以上の数字を 1 つ入力してください。`,
    badVulnerability: (asked) =>
      `${asked} は脆弱性の ID ではありません。CVE-2024-12345 や GHSA-xxxx-xxxx-xxxx のように入力してください。`,
    oneVulnerability: '脆弱性は 1 件ずつ指定してください(例: /vulnscan CVE-2024-12345)。',
    tooMany: (most) =>
      `指定できるのは ${most} イメージまでです。すべてスキャンするときは何も指定しないでください。`,
    seeHelp: '/vulnscan help で使い方を表示します。',
  },

  answer: {
    running: (what) => `${what}のスキャンを実行中です`,
    runningSince: (what, at) => `${what}のスキャンを ${at} から実行中です`,
    noneRunning: '実行中のスキャンはありません。',
    lastScan: (at) => `前回のスキャン: ${at}`,
    neverScanned: '完了したスキャンはまだありません。',
    database: (at) => `脆弱性データベース: ${at}`,
    databaseUnknown: '脆弱性データベース: 日付は不明',
    lastFailed: (at, why) => `${at} のスキャンは失敗しました: ${why}`,
    open: (count) => `未対応 ${count}`,
    openSeverity: (count, severity) => `未対応 ${count}(${severity})`,
    atLeast: (count) => `${count}以上`,
    openOverdue: (open, overdue) => `${open} · 期限切れ ${overdue}`,
    overdue: (count) => `期限切れ ${count}`,
    overdueSeverity: (count, severity) => `期限切れ ${count}(${severity})`,
    nothingOverdue: '期限切れのものはありません。',
    nothingOverdueOf: (severity) => `重要度「${severity}」の期限切れはありません。`,
    nothingOpen: '未対応のものはありません。',
    nothingOpenOf: (severity) => `重要度「${severity}」の未対応はありません。`,
    page: (page, pages) => `${page} / ${pages} ページ`,
    nextPage: (command) => `次のページ: ${command}`,
    noPage: (page) => `${page} ページはありません。これが最後のページです。`,
    noFinding: (id) => `${id} の検出結果はありません。`,
    notKnown: (id) => `${id} の影響を受けるイメージがあるかどうかは分かりません。`,
    lookedAt: (severities) =>
      `対象: 重要度が ${severities} の検出結果。それ以外は、悪用確認済みのものと期限が近いものだけを取り込みます(vulnscan.yml の findings.severities と findings.dueWithin)。`,
    maybeOther: (severities) =>
      `対象: 重要度が ${severities} の検出結果。それ以外は悪用確認済みのものと期限が近いものしか取り込まないため(vulnscan.yml の findings.severities と findings.dueWithin)、別の重要度で影響を受けるイメージがあるかもしれません。`,
    lookedAtAll: '対象: すべての重要度の検出結果。',
    notImported: (severities) =>
      `重要度が ${severities} の検出結果は、悪用確認済みのものと期限が近いものしか取り込まないため(vulnscan.yml の findings.severities と findings.dueWithin)、全体の件数は分かりません。`,
    notAllRead: '件数が多く、すべては読み取れていません。',
    stillOpen: '未対応',
    since: (day) => `${day}から`,
    isIn: (id, images) => `${id} は${images}で見つかっています。`,
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
  },

  home: {
    clean: '未対応のものはありません',
    neverScanned: 'まだ何もスキャンしていません',
    membersOnly: 'メンバー専用です',
    byImage: 'イメージ別',
    trend: '未対応件数の推移',
    trendSeries: '未対応',
    critical: (count) => `緊急 ${count}`,
    overdue: (count) => `期限切れ ${count}`,
    next: '次に対応するもの(急ぐ順)',
    expiring: 'まもなく期限が切れる抑制',
    ends: (day) => `${day}まで抑制`,
    updated: (at) => `${at} 現在`,
  },

  error: (code, message) => ERRORS[code]?.(message) ?? message,
};
