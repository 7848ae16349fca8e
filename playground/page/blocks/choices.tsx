import type { ElementProps } from './element-props';
import { isJson, type Json, readList } from './read';
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

export function Checkboxes(props: ElementProps) {
  const { value, change, attributes } = useValue(props);
  const chosen = readList(value);
  return (
    <fieldset class="bk-choices" {...attributes}>
      {readList(props.element['options']).map((option) => (
        <label key={optionValue(option)} class="bk-choice">
          <input
            type="checkbox"
            value={optionValue(option)}
            checked={holds(chosen, option)}
            onChange={() => change(toggle(chosen, option))}
          />
          <ChoiceText option={option} />
        </label>
      ))}
    </fieldset>
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

export function holds(chosen: Json[], option: Json): boolean {
  return chosen.some((one) => optionValue(one) === optionValue(option));
}

export function toggle(chosen: Json[], option: Json): Json[] {
  return holds(chosen, option)
    ? chosen.filter((one) => optionValue(one) !== optionValue(option))
    : [...chosen, option];
}
