/** What Details has in common with its view before anything was read. */
export const DETAILS_OPENING = {
  close: 'Close',
  loading: 'Loading what is known of it…',
};
