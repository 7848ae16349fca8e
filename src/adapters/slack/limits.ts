/** Slack's limits (Block Kit and methods reference); those marked ~ are not documented. */
export const LIMITS = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  /** ~ `msg_blocks_too_long` was observed near 13,200. */
  charactersOfBlocks: 12_000,
  /** chat.update refuses a longer text with `msg_too_long`. */
  messageText: 4000,
  textObject: 3000,
  header: 150,
  fields: 10,
  fieldText: 2000,
  contextElements: 10,
  actionsElements: 25,
  id: 255,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  accessibilityLabel: 75,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  optionValue: 75,
  optionDescription: 75,
  selectOptions: 100,
  overflowOptions: 5,
  radioOptions: 10,
  placeholder: 150,
  inputLabel: 2000,
  viewTitle: 24,
  privateMetadata: 3000,
} as const;

/** Characters of blocks, as Slack counts them against `charactersOfBlocks`. */
export function sizeOfBlocks(payload: { blocks?: unknown; attachments?: unknown }): number {
  return JSON.stringify([payload.blocks ?? [], payload.attachments ?? []]).length;
}
