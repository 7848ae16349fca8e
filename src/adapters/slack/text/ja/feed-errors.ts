import type { FeedFaultCode } from '../../../../domain/feed-faults';

const CHECK = 'vulnscan.yml の feeds を確認するか、ミラーを追加してください';

/** フィードの取得先の問題。英語の原文は取得先で始まり、詳細を括弧に入れている。 */
const SAYS: Record<FeedFaultCode, (detail: string) => string> = {
  feed_name: () =>
    'の名前を解決できません。名前とスキャナーのネットワークを確認するか、届くミラーを追加してください',
  feed_no_connection: () =>
    'に接続できません。アドレスを確認してください(スキャナーが接続できるのはポート 443 だけです)',
  feed_connection: (detail) => `を読み取れませんでした(${detail})。${CHECK}`,
  feed_certificate: (detail) =>
    `の証明書を信頼できません(${detail})。アドレスを確認してください。独自の認証局を使う方法は docs/settings.md の Feeds にあります`,
  feed_slow: (detail) => `の取得が時間内に終わりませんでした(${detail})。${CHECK}`,
  feed_cut_short: () => `の受信が途中で切れました。${CHECK}`,
  feed_denied: (detail) =>
    `にアクセスを拒否されました(${detail})。スキャナーのネットワークが遮断されている可能性があります。ミラーを追加してください`,
  feed_missing: (detail) => `がありません(${detail})。${CHECK}`,
  feed_failed: (detail) =>
    `でエラーが起きました(${detail})。次のスキャンで再試行します。続くようならミラーを追加してください`,
  feed_status: (detail) => `から内容を取得できませんでした(${detail})。${CHECK}`,
  feed_bucket: (detail) =>
    `を読み取れませんでした(${detail})。vulnscan.yml の feeds と、バケットがスキャナーのタスクロールに読み取りを許可していることを確認してください`,
  feed_redirects: (detail) => `のリダイレクトが多すぎます(${limitOf(detail)})。${CHECK}`,
  feed_insecure: (detail) =>
    `から HTTPS でないアドレスにリダイレクトされました(${detail})。${CHECK}`,
  feed_large: (detail) => `が大きすぎます(${limitOf(detail)})。${CHECK}`,
  feed_empty: () => `の中身がありません。${CHECK}`,
  feed_web_page: () => `はフィードではなく Web ページです。${CHECK}`,
  feed_gzip: () => `の gzip が壊れているか、途中までしかありません。${CHECK}`,
  feed_gzip_large: (detail) => `を展開すると大きすぎます(${limitOf(detail)})。${CHECK}`,
  feed_encoding: () => `は UTF-8 のテキストではありません。${CHECK}`,
  feed_json: () => `は JSON ではありません。${CHECK}`,
  feed_shape: (detail) => `の形式が違います(${detail})。${CHECK}`,
  feed_count: (detail) => `の件数が一致しません(${detail})。${CHECK}`,
  feed_duplicate: (detail) => `に同じ ID が 2 回あります(${detail})。${CHECK}`,
  feed_date: (detail) => `にあり得ない日付があります(${detail})。${CHECK}`,
  feed_score: (detail) => `に 0 から 1 の範囲にないスコアがあります(${detail})。${CHECK}`,
  feed_shrunk: (detail) => `の件数が前回の正常なコピーより減っています(${detail})。${CHECK}`,
  feed_older: (detail) => `は前回の正常なコピーより古いものです(${detail})。${CHECK}`,
  feed_outdated: (detail) => `が長い間更新されていません(${detail})。${CHECK}`,
};

/** 取得先のエラーの文。引数は英語の原文。 */
export const FEED_ERRORS = Object.fromEntries(
  Object.entries(SAYS).map(([code, says]) => [
    code,
    (message: string) => `${message.split(' ')[0]} ${says(detailOf(message))}`,
  ]),
);

/** 原文の最初の括弧の中。 */
function detailOf(message: string): string {
  return /\((.*?)\)[;:]/.exec(message)?.[1] ?? '';
}

/** "more than 8 MiB" の数値。 */
function limitOf(detail: string): string {
  return `上限 ${detail.replace('more than ', '')}`;
}
