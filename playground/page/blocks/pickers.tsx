import type { SlackUser } from '../protocol';
import { useSession } from '../state/session';
import type { ElementProps } from './element-props';
import { type Json, readJson, readList, readString, readText } from './read';
import { plainOf } from './rich-view';
import { useValue } from './use-value';
import { optionsOf, optionValue } from './values';

/** One of many: the browser's own select, which every keyboard and screen reader knows. */
export function Select(props: ElementProps) {
  const session = useSession();
  const { value, change, attributes } = useValue(props);
  const { element } = props;
  const people = element['type'] === 'users_select';
  const chosen = people ? readString(value) : optionValue(value);
  const pick = (picked: string) => {
    if (people) change(picked || null);
    else change(optionsOf(element).find((option) => optionValue(option) === picked) ?? null);
  };
  return (
    <select
      class="bk-select"
      value={chosen}
      {...attributes}
      onChange={(event) => pick(event.currentTarget.value)}
    >
      <option value="">{readText(element['placeholder']) || session.text.form.choose}</option>
      {people ? <People users={session.users} /> : <Options element={element} />}
    </select>
  );
}

function People({ users }: { users: SlackUser[] }) {
  return (
    <>
      {users
        .filter((user) => user.kind !== 'deactivated')
        .map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
    </>
  );
}

function Options({ element }: { element: Json }) {
  const groups = readList(element['option_groups']);
  if (groups.length === 0) return <OptionList options={readList(element['options'])} />;
  return (
    <>
      {groups.map((group) => (
        <optgroup key={readText(group['label'])} label={readText(group['label'])}>
          <OptionList options={readList(group['options'])} />
        </optgroup>
      ))}
    </>
  );
}

function OptionList({ options }: { options: Json[] }) {
  return (
    <>
      {options.map((option) => (
        <option key={optionValue(option)} value={optionValue(option)}>
          {plainOf(readJson(option['text']))}
        </option>
      ))}
    </>
  );
}

export function DateInput(props: ElementProps) {
  const { value, change, attributes } = useValue(props);
  return (
    <input
      class="bk-input bk-date"
      type="date"
      value={readString(value)}
      {...attributes}
      onChange={(event) => change(event.currentTarget.value || null)}
    />
  );
}
