import { useId, useState } from 'preact/hooks';
import { useText } from '../state/session';
import { holds, toggle } from './choices';
import type { ElementProps } from './element-props';
import { type Json, readJson, readList, readNumber, readText } from './read';
import { plainOf } from './rich-view';
import { useValue } from './use-value';
import { optionsOf, optionValue } from './values';

/** Many of many: chips for what is chosen, and a list of checkboxes that unfolds. */
export function MultiSelect(props: ElementProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { value, change, attributes } = useValue(props);
  const options = optionsOf(props.element);
  const chosen = readList(value);
  const most = readNumber(props.element['max_selected_items'], Number.POSITIVE_INFINITY);
  const flip = (option: Json) => {
    const next = toggle(chosen, option);
    if (next.length <= most) change(next);
  };
  return (
    <div class="bk-multi">
      <button
        type="button"
        class="bk-select bk-multi-trigger"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        {...attributes}
        id={id}
        aria-label={undefined}
        aria-labelledby={props.labelledBy && `${props.labelledBy} ${id}`}
      >
        <Summary chosen={chosen} placeholder={readText(props.element['placeholder'])} />
      </button>
      {open && <OptionBoxes options={options} chosen={chosen} onFlip={flip} />}
    </div>
  );
}

function Summary({ chosen, placeholder }: { chosen: Json[]; placeholder: string }) {
  const { form } = useText();
  if (chosen.length === 0) return <span class="bk-placeholder">{placeholder || form.choose}</span>;
  return (
    <span class="bk-chips">
      {chosen.map((option) => (
        <span key={optionValue(option)} class="bk-chip">
          {plainOf(readJson(option['text']))}
        </span>
      ))}
    </span>
  );
}

interface BoxesProps {
  options: Json[];
  chosen: Json[];
  onFlip(option: Json): void;
}

function OptionBoxes({ options, chosen, onFlip }: BoxesProps) {
  const { form } = useText();
  return (
    <fieldset class="bk-multi-list" aria-label={form.options}>
      {options.map((option) => (
        <label key={optionValue(option)} class="bk-choice">
          <input
            type="checkbox"
            value={optionValue(option)}
            checked={holds(chosen, option)}
            onChange={() => onFlip(option)}
          />
          <span class="bk-choice-text">{plainOf(readJson(option['text']))}</span>
        </label>
      ))}
    </fieldset>
  );
}
