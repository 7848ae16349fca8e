import { FEED_ERRORS } from './feed-errors';
import { FORM_ERRORS } from './form-errors';

/** エラーコードごとの文。引数は英語の原文。 */
export const ERRORS: Record<string, (message: string) => string> = {
  ...FORM_ERRORS,
  slack_address: () => 'Slack からワークスペースのアドレスを取得できませんでした',
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
  shard_lost: () =>
    'このイメージを担当したタスクが結果を残さずに終わったため、以前の結果をそのまま残しています。スキャナーのログを確認し、もう一度スキャンしてください',
  run_unreadable: () =>
    'スキャンの計画をアーカイブから読み取れませんでした。もう一度スキャンしてください',
  lease_held: () =>
    '別のスキャンがまだ結果を書き込んでいます。それが終わってからもう一度スキャンしてください',
  lease_lost: () =>
    '書き込みが長く止まっている間に、別のスキャンが書き込みを始めました。もう一度スキャンしてください',
  scan_cancelled: () => 'スキャンはキャンセルされました',
  scan_superseded: () =>
    '後から始まった全イメージのスキャンが先に終わったため、その結果を残しました。対応は不要です',
  database_download: () =>
    '脆弱性データベースを取得できませんでした。もう一度試すか、scan.databases に届くミラーを設定してください',
  java_database_download: () =>
    'Java データベースを取得できませんでした。もう一度試すか、scan.javaDatabases に届くミラーを設定してください',
  planned_database: () =>
    'このスキャンのデータベースをアーカイブから読み取れませんでした。もう一度スキャンしてください',
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
  fan_out_failed: () =>
    'スキャンのタスクが結果を残さずに終わりました。Step Functions の実行履歴とスキャナーのログを確認し、もう一度スキャンしてください',
  fan_out_timeout: () =>
    'スキャンが 48 時間を超えました。vulnscan.yml の scan.tasks を増やし、デプロイし直してください',
  shard_lost: () =>
    'このイメージを担当したタスクの結果がありません。次のスキャンでもう一度調べます',
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
