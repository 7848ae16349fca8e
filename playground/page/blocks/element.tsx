import { useText } from '../state/session';
import { Button } from './button';
import { Checkboxes, RadioButtons } from './choices';
import type { ElementProps } from './element-props';
import { MultiSelect } from './multi-select';
import { OverflowMenu } from './overflow';
import { DateInput, Select } from './pickers';
import { Picture } from './picture';
import { readString } from './read';
import { TextInput } from './text-input';
import { Unsupported } from './unsupported';

/** Draws one interactive element, wherever it stands. */
export function Element(props: ElementProps) {
  const type = readString(props.element['type']);
  switch (type) {
    case 'button':
      return <Button {...props} />;
    case 'overflow':
      return <OverflowMenu {...props} />;
    case 'image':
      return <Picture image={props.element} />;
    case 'radio_buttons':
      return <RadioButtons {...props} />;
    case 'checkboxes':
      return <Checkboxes {...props} />;
    default:
      return <ValueElement {...props} />;
  }
}

function ValueElement(props: ElementProps) {
  const { form } = useText();
  const type = readString(props.element['type']);
  switch (type) {
    case 'plain_text_input':
      return <TextInput {...props} />;
    case 'static_select':
    case 'users_select':
      return <Select {...props} />;
    case 'multi_static_select':
      return <MultiSelect {...props} />;
    case 'datepicker':
      return <DateInput {...props} />;
    default:
      return <Unsupported what={form.element(type || '?')} />;
  }
}
