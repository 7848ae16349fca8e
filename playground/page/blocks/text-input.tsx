import type { ElementProps } from './element-props';
import { readJson, readNumber, readString, readText } from './read';
import { useValue } from './use-value';

/** A line or a page of text. An empty field is null in `state.values`, as in Slack. */
export function TextInput(props: ElementProps) {
  const { element, silent } = props;
  const { value, keep, tell, attributes } = useValue(props);
  const when = readJson(element['dispatch_action_config'])['trigger_actions_on'];
  const onEach = Array.isArray(when) && when.includes('on_character_entered');
  const multiline = element['multiline'] === true;
  const type = (text: string) => {
    keep(text || null);
    if (!silent && onEach) tell(text || null);
  };
  const shared = {
    class: multiline ? 'bk-input bk-area' : 'bk-input',
    value: readString(value),
    placeholder: readText(element['placeholder']),
    maxLength: readNumber(element['max_length'], 3000),
    ...attributes,
  };
  if (multiline) {
    return <textarea rows={4} {...shared} onInput={(event) => type(event.currentTarget.value)} />;
  }
  return (
    <input
      type="text"
      {...shared}
      onInput={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || silent || onEach) return;
        event.preventDefault();
        tell(event.currentTarget.value || null);
      }}
    />
  );
}
