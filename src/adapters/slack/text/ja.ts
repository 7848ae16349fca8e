import type { Text } from './en';

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
  // スキャン
  database_download: () =>
    '脆弱性データベースを取得できませんでした。もう一度試すか、scan.databases に届くミラーを設定してください',
  disk_full: () => 'ディスクがいっぱいです。タスクのエフェメラルストレージを増やしてください',
  rate_limited: () =>
    'レジストリの制限に達しました。後でもう一度試すか、scan.parallel を下げてください',
  image_not_found: () => 'イメージがありません。名前とタグを確認してください',
  image_reference: () => 'イメージの名前が正しくありません。vulnscan.yml を確認してください',
  registry_denied: () => 'レジストリに拒否されました。タスクロールにプルの権限を与えてください',
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
  task_cancelled: (message) =>
    message.startsWith('cancelled by ')
      ? `${message.slice('cancelled by '.length)} が中止しました`
      : message,
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
    INFORMATIONAL: '重要度不明',
  },
  images: (count) => `${count} イメージ`,
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
    upgrade: (name, from, to) => `${name} を ${from} から ${to} に更新してください`,
    noFixFor: (name, version) => `${name} ${version} にはまだ修正版がありません`,
    morePackages: (count) => `ほか ${count} パッケージ`,
    foundIn: '検出イメージ:',
    runsIn: '稼働サービス:',
    score: (score) => `CVSS ${score}`,
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
    until: {
      fix: '修正版が出るまで',
      date: (date) => `${date}まで`,
      ever: '無期限',
    },
    goneSinceThen: 'その後、スキャンしたどのイメージからも検出されなくなりました',
    stillThere: (where) => `対応済みにした後も検出されています: ${where}。`,
    expired: (date, where) => `抑制の期限(${date})が過ぎましたが、まだ検出されています: ${where}。`,
    fixOut: (fixes) => `修正版が公開されました: ${fixes}。`,
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
    scanNow: '今すぐスキャン',
    refresh: '更新',
    undo: '元に戻す',
  },
  confirm: {
    cancelTitle: 'スキャンを中止しますか?',
    cancelText: 'スキャン済みのイメージの結果はそのまま残ります。',
    cancelYes: '中止する',
    cancelNo: '続ける',
  },

  bulk: {
    done: {
      resolve: (who, count, total) =>
        `${who} さんが ${total}のうち ${count} 件を対応済みにしました`,
      suppress: (who, count, total) => `${who} さんが ${total}のうち ${count} 件を抑制しました`,
      reopen: (who, count, total) => `${who} さんが ${total}のうち ${count} 件を再オープンしました`,
    },
    undone: (who) => `${who} さんが元に戻しました`,
  },

  digest: {
    title: (count) => `新しい脆弱性 ${count} 件`,
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
      unchanged: (count) => `変化なし ${count}`,
    },
    nothing: '変化はありません。',
    notScanned: (image, why) => `${image} をスキャンできませんでした: ${why}`,
    moreNotScanned: (count) => `ほか ${count} イメージ`,
    refused: (count) =>
      `Security Hub が ${count} 件を受け付けませんでした。スキャナーのログを確認してください。`,
    held: (count) =>
      `変わっていないイメージから ${count} 件が一度に検出されなくなりました。次のスキャンで確認できるまで未対応のままにします。`,
    requestedBy: (who) => `依頼: ${who}`,
    took: (duration) => `所要 ${duration}`,
    database: (at) => `脆弱性データベース ${at}`,
    why: (problem) => `理由: ${problem}`,
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
    queueEmpty: (queue) => `キュー ${queue} は空になりました`,
    since: (at) => `${at} から`,
    lasted: (duration, at) => `継続時間: ${duration}(${at} から)`,
    noScan: '26 時間以上、完了したスキャンがありません',
    noScanHint: 'ECS のスキャナータスクとログを確認するか、/vulnscan でスキャンを始めてください。',
    oldDatabase: (at) => `脆弱性データベースが古いです(${at})`,
    oldDatabaseHint:
      'それより新しい脆弱性は検出されません。スキャナーがデータベースに接続できるか確認してください。',
    deadLetters: (queue) => `処理できなかったメッセージがキュー ${queue} に残っています`,
    deadLettersOf: {
      'intake-dead': '検出結果の変更を処理できませんでした。キュー intake-dead に残っています',
      'decide-dead': '判断を反映できませんでした。キュー decide-dead に残っています',
      'tasks-dead':
        'コマンド、ホームタブ、スキャンやアラートのメッセージを処理できませんでした。キュー tasks-dead に残っています',
    },
    deadLettersHint:
      'npm run redrive で内容と理由を確認できます。原因を直してから --send で戻すか、--drop で削除してください。',
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
        hint: '記録に残り、1 分ごとに再試行されます。vulnscan-projector のログで level error を探してください。',
      },
      'errors-painter': {
        what: '脆弱性を投稿できていません',
        over: '脆弱性を再び投稿できています',
        hint: '記録に残り、1 分ごとに再試行されます。vulnscan-painter のログで level error を探してください。',
      },
      'errors-tasks': {
        what: 'コマンド、ホームタブ、スキャンのメッセージを処理できていません',
        over: 'コマンド、ホームタブ、スキャンのメッセージを再び処理できています',
        hint: 'キューに残り、再試行されます。vulnscan-tasks のログで level error を探してください。',
      },
      'posting-stopped': {
        what: '何も投稿できません。Slack がチャンネルかトークンを拒否しています',
        over: '再び投稿できています',
        hint: '検出結果は失われません。アプリをチャンネルに招待し、vulnscan.yml の slack.channel とトークンを確認してください。',
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
    covers: (images) => `対象: ${images}(再ビルド後も有効)`,
    reason: '理由',
    reasonHint: 'Slack と Security Hub でチームが読みます。',
    reasonPlaceholder: '到達不能: 信頼できない証明書は処理していない',
    reasonMissing: '理由を入力してください。チームに共有されます。',
    until: '期限',
    untilFix: '修正版が出るまで',
    until30: '30 日間',
    until90: '90 日間',
    untilEver: '無期限',
    untilFixHint: '修正版が見つかった次のスキャンで再オープンします(公開済みの場合も)。',
    untilEverHint: '自動では再オープンしません。',
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
    packageName: 'パッケージ名に含む文字',
    packageHint: '空欄ならすべてのパッケージが対象です。',
    decision: '判断',
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
    mayNotScan:
      'ゲストや他のワークスペースの方はスキャンを始められません。このチャンネルの正規メンバーに依頼してください。',
    scanner: 'スキャナー',
    console: 'Security Hub での変更',
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
    },
    triedAgain: '自動で再試行します。',
    reference: (id) => `ログの参照番号: ${id}`,
    unexpected:
      '予期しないエラーが起きました。もう一度試し、続くようなら vulnscan の管理者に連絡してください',
    unavailable: 'サービスが応答しませんでした。1 分後にもう一度試してください',
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
      '*/vulnscan open* `[critical|high|…] [page]` — 未対応の一覧',
      '*/vulnscan affected CVE-…* — 影響を受けるイメージと対応状況',
      '*/vulnscan cancel* — 実行中のスキャンを中止',
    ],
    unknownWord: (word) => `${word} というコマンドはありません。`,
    badReference: (asked) => `${asked} はスキャンできるイメージではありません。`,
    badPage: (asked) => `${asked} はページ番号ではありません。1 以上の数字を入力してください。`,
    badVulnerability: (asked) =>
      `${asked} は脆弱性の ID ではありません。CVE-2024-12345 や GHSA-xxxx-xxxx-xxxx のように入力してください。`,
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
    notScanned: (images) => `スキャンできなかったイメージ: ${images}`,
    lastFailed: (at, why) => `${at} のスキャンは失敗しました: ${why}`,
    open: (count) => `未対応 ${count}`,
    openSeverity: (count, severity) => `未対応 ${count}(${severity})`,
    atLeast: (count) => `${count}以上`,
    nothingOpen: '未対応のものはありません。',
    nothingOpenOf: (severity) => `重要度「${severity}」の未対応はありません。`,
    page: (page, pages) => `${page} / ${pages} ページ`,
    nextPage: (command) => `次のページ: ${command}`,
    notAffected: (id) => `${id} はスキャンしたどのイメージにも見つかっていません。`,
    stillOpen: '未対応',
    since: (day) => `${day}から`,
  },

  home: {
    clean: '未対応のものはありません',
    neverScanned: 'まだ何もスキャンしていません',
    byImage: 'イメージ別',
    trend: '未対応件数の推移',
    trendSeries: '未対応',
    oldest: '最も長く未対応のもの',
    expiring: 'まもなく期限が切れる抑制',
    ends: (day) => `${day}まで抑制`,
    running: (count) => `${count} 件のスキャンを実行中`,
    updated: (at) => `${at} 現在`,
  },

  error: (code, message) => ERRORS[code]?.(message) ?? message,
};
