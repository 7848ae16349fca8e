import type { PageText } from './en';

/** Slack とサーバーが返す定型のエラー文と、その訳。 */
const SAID: [RegExp, string][] = [
  [
    /^Operation timed out\. Apps need to respond within 3 seconds\.$/,
    'タイムアウトしました。アプリは 3 秒以内に応答する必要があります。',
  ],
  [
    /^We had some trouble connecting\. Try again\?$/,
    '接続に問題が発生しました。もう一度試してください。',
  ],
  [
    /^This app responded with Status Code (\d+)\.$/,
    'このアプリはステータスコード $1 で応答しました。',
  ],
  [/^Please complete this required field\.$/, 'この必須フィールドを入力してください。'],
  [/^Enter at least (\d+) characters\.$/, '$1 文字以上入力してください。'],
  [/^This modal is no longer open\.$/, 'このフォームはもう開いていません。'],
  [/^(\S+) failed with the error "(.+)"$/, '$1 はエラー「$2」で失敗しました'],
  [/^(\S+) is not a valid command\.$/, '$1 は有効なコマンドではありません。'],
  [
    /^CISA lists it already; choose another one\.$/,
    'すでに CISA のカタログに載っています。別のものを選んでください。',
  ],
  [
    /^The new service is running already; start again with npm start\.$/,
    '新しいサービスはすでに動いています。npm start でやり直してください。',
  ],
  [
    /^This playground reads the real catalogue; start it without images and reports\.$/,
    'このプレイグラウンドは本物のカタログを読みます。イメージやレポートを指定せずに起動してください。',
  ],
  [
    /^Only a playground with recorded reports can do this; start it without images\.$/,
    '記録済みのレポートがあるときだけ実行できます。イメージを指定せずに起動してください。',
  ],
  [/^(.+) is not in #(.+)\.$/, '$1 さんは #$2 に参加していません。'],
];

/** ページ自身の文言(日本語)。キーは en.ts と同じ。 */
export const ja: PageText = {
  locale: 'ja-JP',
  slackLocale: 'ja-JP',
  connecting: 'プレイグラウンドに接続しています…',
  connection: { connecting: '接続中…', live: '接続済み', reconnecting: '再接続中…' },
  noServer:
    'プレイグラウンドのサーバーが応答しません。npm start が終了していれば、その状態は失われています。',
  wrong: '問題が発生しました。',
  said(words) {
    const known = SAID.find(([pattern]) => pattern.test(words));
    return known === undefined ? words : words.replace(...known);
  },

  side: {
    workspace: 'ワークスペース',
    channels: 'チャンネル',
    apps: 'アプリ',
    home: 'ホーム',
    unread: '件の未読',
    actAs: '操作する人',
    kinds: { member: 'メンバー', guest: 'ゲスト', outsider: '社外' },
  },

  bar: {
    startTour: 'ツアーを始める',
    behind: '舞台裏',
    theme: (theme) => `テーマ: ${theme}`,
    themes: { auto: '自動', light: 'ライト', dark: 'ダーク' },
    otherLanguage: 'Slack とこのページを英語で表示',
    spoken: '日本語に切り替えました。メッセージは順に書き換わります。',
    dismiss: '閉じる',
  },

  tour: {
    name: 'ガイドツアー',
    steps: {
      scan: {
        title: 'すべてをスキャンする',
        text: () =>
          'メッセージ欄に /vulnscan と入力して Enter を押してください。スキャンは 5 秒ほどで終わります。',
      },
      alert: {
        title: '最初のカードを待つ',
        text: () =>
          'スキャンの実行中です。見つかった脆弱性が、まず何をアップグレードすべきかとともにここに投稿されます。',
      },
      resolve: {
        title: '対応済みにする',
        text: () =>
          '枠の付いた「対応済みにする」を押してください。このアップグレードで解消するすべてが対象です。',
      },
      hub: {
        title: 'Security Hub を見る',
        text: () => '対応が Security Hub に記録されました。行を開くとメモを読めます。',
      },
      suppress: {
        title: '理由を書いて抑制する',
        text: () => '別のカードで「抑制する…」を押し、理由と期限を入力して送信してください。',
      },
      command: {
        title: 'イメージをスキャンする',
        text: (command) =>
          `メッセージ欄に ${command} と入力して Enter を押し、経過の表示を見てください。`,
      },
    },
    done: (step) => `${step}(完了)`,
    over: 'ツアーは完了です',
    overText:
      'スキャン、カード、対応、Security Hub への記録までを確認しました。次は「障害」タブを試してください。',
    show: '場所を表示',
    close: 'ツアーを閉じる',
  },

  channel: {
    messagesIn: (channel) => `#${channel} のメッセージ`,
    messageTo: (channel) => `#${channel} へのメッセージ`,
    placeholder: '/vulnscan と入力してください',
    commandsOnly:
      'このチャンネルで使えるのはスラッシュコマンドだけです。/vulnscan help を試してください。',
    send: '送信',
    commands: 'コマンド',
    completes: 'で補完、',
    sends: 'で送信',
    newest: '最新へ',
    today: '今日',
    hints: {
      all: '設定されたすべてのイメージをスキャン',
      image: 'このイメージをスキャン',
      status: '実行中と前回のスキャン、データベースの日付',
      open: '未対応の一覧(重要度の高い順)',
      openCritical: '未対応のうち緊急のもの',
      openOverdue: '期限切れのもの',
      affected: 'CVE が見つかった場所と対応状況',
      cancel: '実行中のスキャンを中止',
      help: '使い方の一覧',
    },
  },

  message: {
    by: (name, time) => `${name}、${time}`,
    somebody: '不明なユーザー',
    own: 'あなただけに表示されています',
    broadcast: 'スレッドから',
    app: 'アプリ',
    edited: '(編集済み)',
    replies: (count) => `${count} 件の返信`,
    viewThread: 'スレッドを表示',
    thread: 'スレッド',
    threadMessages: 'スレッドのメッセージ',
    closeThread: 'スレッドを閉じる',
    homeOf: 'vulnscan のホーム',
    noHome:
      'アプリはまだこのユーザーのホームを公開していません。キューの処理が終わると表示されます。',
  },

  form: {
    optional: '(任意)',
    choose: '選択…',
    moreActions: 'その他の操作',
    back: '戻る',
    close: '閉じる',
    cancel: 'キャンセル',
    yes: 'はい',
    sure: 'よろしいですか?',
    trouble: '接続に問題が発生しました。もう一度試してください。',
    unsupported: (what) => `未対応の${what}: このページでは表示できません。`,
    block: (type) => `ブロック「${type}」`,
    element: (type) => `要素「${type}」`,
  },

  panel: {
    tabs: { hub: 'Security Hub', queues: 'キュー', tasks: 'タスク', faults: '障害' },
    shown: (shown, all) => `${all} 件中 ${shown} 件`,
    firstDrawn: (most) => `(先頭の ${most} 件を表示)`,
    awsAt: (url) => `AWS エミュレーター: ${url}`,
    notKept: 'npm start を終了すると、ここにあるものはすべて消えます。',
    findings: '検出結果',
    filter: '検出結果を絞り込む',
    filterHint: 'CVE、パッケージ…',
    status: 'ワークフローのステータス',
    anyStatus: 'すべて',
    columns: { severity: '重要度', status: 'ステータス', title: '検出結果', updated: '取り込み' },
    updatedHelp: 'UpdatedAt: スキャナーが最後に取り込んだ時刻。対応しても変わりません。',
    noMatch: '該当する検出結果はありません。',
    noFindings: 'まだ何も取り込まれていません。',
  },

  finding: {
    name: '検出結果',
    all: '一覧に戻る',
    id: 'ID',
    images: 'イメージ',
    note: 'メモ',
    asff: 'Security Hub にある ASFF',
    console: 'AWS コンソールで変更する',
    consoleHelp: 'Slack 以外での変更です。チャンネルのメッセージも更新されます。',
    newStatus: '新しいステータス',
    noteHint: 'メモ(任意)',
    change: '変更',
  },

  queues: {
    name: 'キュー',
    queue: 'キュー',
    waiting: '待機',
    inFlight: '処理中',
    delayed: '遅延',
    traffic: '通信',
    nothing: 'まだ通信はありません。',
    loop: 'スキャナー、Security Hub、EventBridge、SQS、Lambda、Slack の順に流れ、また戻ります。Lambda は状態を台帳に記録します',
    names: { scanner: 'スキャナー', ledger: '台帳' },
    detail: {
      scanner: 'ECS タスク、Trivy',
      'security-hub': '検出結果を保存',
      eventbridge: 'ルール',
      sqs: 'キュー',
      lambda: '6 つの関数',
      ledger: 'DynamoDB、状態を保存',
      slack: '人が対応',
    },
  },

  tasks: {
    nothing: 'まだタスクは実行されていません。/vulnscan で開始できます。',
    exit: (code) => `終了コード ${code}`,
    log: (lines) => `ログ(${lines} 行)`,
    kill: '強制終了',
    killHelp: 'メモリ不足のときのように、タスクを直ちに終了させます。',
  },

  faults: {
    help: '障害をオンにしてからスキャンや対応を行い、「キュー」タブを確認してください。',
    slackSlow: {
      title: 'Slack が遅い',
      text: 'Web API の応答が毎回 3 秒遅れます。対応済みにはできます。フォームが間に合わないときはエラーが表示されます。',
    },
    slackDown: {
      title: 'Slack が停止',
      text: 'Web API が 503 を返します。アラートはキューに残り、失われません。',
    },
    securityHubThrottled: {
      title: 'Security Hub の流量制限',
      text: '呼び出しの半分が拒否されます。対応は遅れて反映されますが、反映は 1 回だけです。',
    },
    eventsDuplicated: {
      title: 'イベントの重複と順序の乱れ',
      text: 'EventBridge では同じイベントが複数回届くことがあります。それでもアラートは 1 回だけ投稿されます。',
    },
    poisonMessage: {
      title: '読めないメッセージ',
      text: 'どの関数も読めないメッセージは隔離され、ほかの処理を止めません。オフ: 隔離キューを空にします。',
    },
    scansStopped: {
      title: 'スキャンが止まっている',
      text: '0.5 秒を 1 時間とみなします。13 秒間スキャンが完了しないとアラームが投稿されます。スキャンすると解消します。',
    },
    databaseOld: {
      title: '脆弱性データベースが古い',
      text: '3 日前のデータベースでスキャンを始めます。オフ: 新しいデータベースでスキャンします。',
    },
    tokenRefused: {
      title: 'Slack がトークンを拒否',
      text: 'このアラームも含め、何も投稿できません。オフにすると、待機中のメッセージがすべて投稿されます。',
    },
    watches: 'vulnscan 自身のアラーム',
    watchesHelp:
      'アラームごとに 1 つのメッセージがチャンネルに表示されます。解消もそこに表示されます。',
    day: '1 日進める',
    dayHelp:
      '一部のイメージを作り直した後の状態をスキャンします。修正されたものと、新しいものがあります。',
    rescan: '次の記録済みスキャンを実行',
    rescanStarted: '次の記録済みスキャンを始めました。',
    exploited: 'CVE の悪用が確認される',
    exploitedHelp:
      'CISA のカタログに載り、スキャンが始まります。未対応のものはスレッドに表示され、判断済みのものは再オープンします。',
    exploitedChoice: '脆弱性',
    exploitedButton: 'カタログに載せる',
    newImage: '新しいサービスがイメージを動かす',
    newImageHelp:
      'インターネットに公開された checkout-public に、api と同じ脆弱性があります。スレッドとスキャンのメッセージに表示されます。',
    newImageButton: 'checkout-public を動かす',
    scanStarted: '実行しました。検出するスキャンを始めました。',
  },
};
