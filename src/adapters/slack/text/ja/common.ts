import type * as EN from '../en/common';

export const COMMON: typeof EN.COMMON = {
  locale: 'ja-JP',
  severity: {
    CRITICAL: '緊急',
    HIGH: '重要',
    MEDIUM: '警告',
    LOW: '注意',
    INFORMATIONAL: '未評価',
  },
  images: (count) => `${count} イメージ`,
  allImages: 'すべてのイメージ',
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
  quote: (words) => `「${words}」`,
  because: (words, quote) => `${words}:${quote}`,
  minutes: (count) => `${count} 分`,
  seconds: (count) => `${count} 秒`,
  hours: (count) => `${count} 時間`,
  days: (count) => `${count} 日`,
};
