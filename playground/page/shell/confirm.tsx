import { isJson, type Json, readText } from '../blocks/read';
import { TextView } from '../blocks/rich-view';
import { useText } from '../state/session';
import { Dialog } from './dialog';

export interface Question {
  confirm: Json;
  answer(yes: boolean): void;
}

/** Slack's confirm dialog. */
export function Confirm({ confirm, answer }: Question) {
  const { form } = useText();
  const danger = confirm['style'] === 'danger';
  return (
    <Dialog
      title={readText(confirm['title']) || form.sure}
      role="alertdialog"
      className="dialog confirm"
      onClose={() => answer(false)}
    >
      <div class="confirm-body">
        {isJson(confirm['text']) && <TextView text={confirm['text']} />}
      </div>
      <div class="modal-foot">
        <button type="button" class="bk-button bk-button-default" onClick={() => answer(false)}>
          {readText(confirm['deny']) || form.cancel}
        </button>
        <button
          type="button"
          class={`bk-button dialog-first bk-button-${danger ? 'danger' : 'primary'}`}
          data-confirm
          onClick={() => answer(true)}
        >
          {readText(confirm['confirm']) || form.yes}
        </button>
      </div>
    </Dialog>
  );
}
