import { useText } from '../state/session';
import { Button } from './button';
import { RadioButtons, Select } from './choices';
import type { ElementProps } from './element-props';
import { Overflow } from './overflow';
import { readString } from './read';
import { TextInput } from './text-input';
import { Unsupported } from './unsupported';

/** Draws one interactive element of any block. */
export function Element(props: ElementProps) {
  const { form } = useText();
  const type = readString(props.element['type']);
  switch (type) {
    case 'button':
      return <Button {...props} />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'radio_buttons':
      return <RadioButtons {...props} />;
    case 'plain_text_input':
      return <TextInput {...props} />;
    case 'static_select':
      return <Select {...props} />;
    default:
      return <Unsupported what={form.element(type || '?')} />;
  }
}
