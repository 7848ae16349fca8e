import { useId } from 'preact/hooks';
import { useText } from '../state/session';
import { Element } from './element';
import { isJson, type Json, readString, readText } from './read';
import { useSurface } from './surface';

/** A labelled input with its hint and, after a refused submission, its error. */
export function InputBlock({ block }: { block: Json }) {
  const id = useId();
  const { form, said } = useText();
  const blockId = readString(block['block_id']);
  const error = useSurface().errors[blockId];
  const hint = readText(block['hint']);
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'bk-field-block bk-invalid' : 'bk-field-block'} data-input-block={blockId}>
      <span class="bk-label" id={`${id}-label`}>
        {readText(block['label'])}
        {block['optional'] === true && <span class="bk-optional">{` ${form.optional}`}</span>}
      </span>
      {isJson(block['element']) && (
        <Element
          element={block['element']}
          blockId={blockId}
          labelledBy={`${id}-label`}
          silent={block['dispatch_action'] !== true}
          {...(notes && { describedBy: notes })}
        />
      )}
      {error && (
        <p class="bk-error" id={`${id}-error`} role="alert">
          {said(error)}
        </p>
      )}
      {hint && (
        <p class="bk-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
