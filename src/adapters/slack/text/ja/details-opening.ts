import type * as EN from '../en/details-opening';

export const DETAILS_OPENING: typeof EN.DETAILS_OPENING = {
  close: '閉じる',
  loading: '読み込んでいます…',
};
