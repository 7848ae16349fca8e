export const FOR_GOOD = '無期限';
