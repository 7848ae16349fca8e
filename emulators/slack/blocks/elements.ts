import { among, boolean, list, plain, type Rule, type Shape, shape, string, text } from './rule';

/**
 * Slack's documented limits of interactive elements and the objects they are made of. Where Slack's pages
 * disagree (an option's value: 75 or 150) the smaller number is used, so Slack accepts what the emulator accepts.
 */
const OPTION_VALUE = 75;
const HTTP_URL: Rule = { is: 'string', min: 1, max: 3000, matches: /^https?:\/\// };
const ACTION = { action_id: string(255) };
const ASKED = { ...ACTION, confirm: shape('confirm'), focus_on_load: boolean };
const PLACEHOLDER = { placeholder: plain(150) };

export const ELEMENTS: Readonly<Record<string, Shape>> = {
  button: {
    needs: { text: plain(75) },
    may: {
      action_id: string(255),
      confirm: shape('confirm'),
      value: string(2000),
      url: HTTP_URL,
      style: among('primary', 'danger'),
      accessibility_label: string(75),
    },
  },
  static_select: {
    needs: { options: list(shape('option'), 1, 100) },
    may: { ...ASKED, ...PLACEHOLDER, initial_option: shape('option') },
  },
  overflow: {
    needs: { options: list(shape('overflow_option'), 1, 5) },
    may: { ...ACTION, confirm: shape('confirm') },
  },
  plain_text_input: {
    may: {
      ...ACTION,
      ...PLACEHOLDER,
      focus_on_load: boolean,
      initial_value: { is: 'string', max: 3000 },
      multiline: boolean,
      min_length: { is: 'number', min: 0, max: 3000 },
      max_length: { is: 'number', min: 1, max: 3000 },
      dispatch_action_config: { is: 'object' },
    },
  },
  radio_buttons: {
    needs: { options: list(shape('rich_option'), 1, 10) },
    may: { ...ASKED, initial_option: shape('rich_option') },
  },
  confirm: {
    needs: { title: plain(100), text: text(300), confirm: plain(30), deny: plain(30) },
    may: { style: among('primary', 'danger') },
  },
  option: {
    needs: { text: plain(75), value: string(OPTION_VALUE) },
    may: { description: plain(75) },
  },
  overflow_option: {
    needs: { text: plain(75), value: string(OPTION_VALUE) },
    may: { description: plain(75), url: HTTP_URL },
  },
  rich_option: {
    needs: { text: text(75), value: string(OPTION_VALUE) },
    may: { description: text(75) },
  },
};
