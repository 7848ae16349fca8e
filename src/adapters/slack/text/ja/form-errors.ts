/** Slack 関数で起こりうるエラー。 */
export const FORM_ERRORS: Record<string, (message: string) => string> = {
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
};

/** コードに対応する文。句点で終わる。なければ英語の原文のまま。 */
export function sayError(
  errors: Record<string, (message: string) => string>,
  code: string,
  message: string,
): string {
  const words = errors[code]?.(message) ?? message;
  return /[ぁ-ん]$/.test(words) ? `${words}。` : words;
}
