import { useText } from '../state/session';
import type { ElementProps } from './element-props';
import { isJson, type Json, readList, readText } from './read';
import { TextInline } from './rich-view';
import { useValue } from './use-value';
import { optionValue } from './values';

export function RadioButtons(props: ElementProps) {
  const { value, change, attributes } = useValue(props);
  const name = `${props.blockId}/${attributes['data-action-id']}`;
  return (
    <div class="bk-choices" role="radiogroup" {...attributes}>
      {readList(props.element['options']).map((option) => (
        <label key={optionValue(option)} class="bk-choice">
          <input
            type="radio"
            name={name}
            value={optionValue(option)}
            checked={optionValue(value) === optionValue(option)}
            onChange={() => change(option)}
          />
          <ChoiceText option={option} />
        </label>
      ))}
    </div>
  );
}

/** A select of the browser, which supports the keyboard and screen readers. */
export function Select(props: ElementProps) {
  const { form } = useText();
  const { value, change, attributes } = useValue(props);
  const options = readList(props.element['options']);
  const pick = (picked: string) =>
    change(options.find((option) => optionValue(option) === picked) ?? null);
  return (
    <select
      class="bk-select"
      value={optionValue(value)}
      {...attributes}
      onChange={(event) => pick(event.currentTarget.value)}
    >
      <option value="">{readText(props.element['placeholder']) || form.choose}</option>
      {options.map((option) => (
        <option key={optionValue(option)} value={optionValue(option)}>
          {readText(option['text'])}
        </option>
      ))}
    </select>
  );
}

function ChoiceText({ option }: { option: Json }) {
  return (
    <span class="bk-choice-text">
      <TextInline text={option['text']} />
      {isJson(option['description']) && (
        <small>
          <TextInline text={option['description']} />
        </small>
      )}
    </span>
  );
}
