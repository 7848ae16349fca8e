import {
  actionOf,
  initialValues,
  keepTyped,
  withBlockIds,
} from '../../../playground/page/blocks/values';

const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });

function anInput(block_id: string, element: Record<string, unknown>) {
  return { type: 'input', block_id, element: { action_id: `${block_id}-a`, ...element } };
}

describe('values of inputs', () => {
  it('has Slack’s shape for each kind of element', () => {
    const blocks = [
      anInput('text', { type: 'plain_text_input' }),
      anInput('preset', { type: 'plain_text_input', initial_value: 'hello' }),
      anInput('one', { type: 'static_select', initial_option: option('a') }),
      anInput('radio', { type: 'radio_buttons' }),
      { type: 'actions', block_id: 'acts', elements: [{ type: 'button', action_id: 'go' }] },
    ];

    expect(initialValues(blocks)).toEqual({
      text: { 'text-a': { type: 'plain_text_input', value: null } },
      preset: { 'preset-a': { type: 'plain_text_input', value: 'hello' } },
      one: { 'one-a': { type: 'static_select', selected_option: option('a') } },
      radio: { 'radio-a': { type: 'radio_buttons', selected_option: null } },
    });
  });

  it('keeps what was typed through an update, and drops it with its block', () => {
    const typed = {
      same: { 'same-a': { type: 'plain_text_input', value: 'typed' } },
      gone: { 'gone-a': { type: 'plain_text_input', value: 'typed' } },
      turned: { 'turned-a': { type: 'plain_text_input', value: 'typed' } },
    };
    const blocks = [
      anInput('same', { type: 'plain_text_input' }),
      anInput('turned', { type: 'static_select' }),
    ];

    expect(keepTyped(typed, blocks)).toEqual({
      same: typed.same,
      turned: { 'turned-a': { type: 'static_select', selected_option: null } },
    });
  });

  it('gives blocks without an id one that stays', () => {
    const ids = withBlockIds([{ type: 'divider' }, { type: 'divider', block_id: 'own' }, 'junk']);

    expect(ids.map((block) => block['block_id'])).toEqual(['block-0', 'own']);
  });

  it('sends a click as Slack does', () => {
    const text = { type: 'plain_text', text: 'Resolve' };
    const element = { type: 'button', action_id: 'go', text, value: 'v', confirm: {} };

    expect(actionOf(element, 'b1', { value: 'v' })).toEqual({
      type: 'button',
      action_id: 'go',
      block_id: 'b1',
      text,
      value: 'v',
    });
  });
});
