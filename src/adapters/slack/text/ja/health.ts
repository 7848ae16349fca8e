import type * as EN from '../en/health';

export const HEALTH: typeof EN.HEALTH = {
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
      hint: 'データは失われていません。もう一度操作してください。vulnscan-slack のログで level が error の行を探してください。',
    },
    'errors-intake': {
      what: '検出結果の変更を読み取れていません',
      over: '検出結果の変更を再び読み取れています',
      hint: 'キューに残り、再試行されます。vulnscan-intake のログで level が error の行を探してください。',
    },
    'errors-decide': {
      what: '判断を記録できていません',
      over: '判断を再び記録できています',
      hint: 'キューに残り、再試行されます。vulnscan-decide のログで level が error の行を探してください。',
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
      hint: 'キューに残り、再試行されます。vulnscan-tasks のログで level が error の行を探してください。',
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
};
