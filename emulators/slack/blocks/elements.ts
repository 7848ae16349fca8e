import { among, boolean, list, plain, type Rule, type Shape, shape, string, text } from './rule';

/**
 * Slack's documented limits of interactive elements and the objects they are made of. Where its pages
 * disagree (an option's value: 75 or 150) the smaller number stands, so what passes here passes there.
 */
const OPTION_VALUE = 75;
const HTTP_URL: Rule = { is: 'string', min: 1, max: 3000, matches: /^https?:\/\// };
const DATE: Rule = { is: 'string', matches: /^\d{4}-\d{2}-\d{2}$/ };
const ACTION = { action_id: string(255) };
const ASKED = { ...ACTION, confirm: shape('confirm'), focus_on_load: boolean };
const PLACEHOLDER = { placeholder: plain(150) };
const OPTIONS = {
  options: list(shape('option'), 1, 100),
  option_groups: list(shape('option_group'), 1, 100),
};

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
    may: { ...ASKED, ...PLACEHOLDER, ...OPTIONS, initial_option: shape('option') },
    one: ['options', 'option_groups'],
  },
  multi_static_select: {
    may: {
      ...ASKED,
      ...PLACEHOLDER,
      ...OPTIONS,
      initial_options: list(shape('option'), 1, 100),
      max_selected_items: { is: 'number', min: 1 },
    },
    one: ['options', 'option_groups'],
  },
  users_select: { may: { ...ASKED, ...PLACEHOLDER, initial_user: string(255) } },
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
  checkboxes: {
    needs: { options: list(shape('rich_option'), 1, 10) },
    may: { ...ASKED, initial_options: list(shape('rich_option'), 1, 10) },
  },
  radio_buttons: {
    needs: { options: list(shape('rich_option'), 1, 10) },
    may: { ...ASKED, initial_option: shape('rich_option') },
  },
  datepicker: { may: { ...ASKED, ...PLACEHOLDER, initial_date: DATE } },
  image_element: {
    needs: { alt_text: string(2000) },
    may: { image_url: HTTP_URL, slack_file: { is: 'object' } },
    one: ['image_url', 'slack_file'],
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
  option_group: { needs: { label: plain(75), options: list(shape('option'), 1, 100) } },
};
