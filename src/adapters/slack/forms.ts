import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { defined } from '../../domain/defined';
import { Refused } from '../../domain/errors';
import type { Forms } from '../../ports/views';
import type { RenderContext } from './blocks/render-context';
import { callSlack } from './errors';
import { detailsView, emptyDetails } from './modals/details';
import { readState } from './modals/details-state';
import { triageModal } from './modals/triage-all';
import { coverageOf } from './modals/triage-coverage';
import { readFormState } from './modals/triage-state';

/** Updates open forms. Slack keeps what was typed into inputs whose ids stay the same. */
export function createForms(client: WebClient, context: RenderContext): Forms {
  return {
    showCoverage: async ({ viewId, state }, { open, ...counted }) => {
      const form = readFormState(state);
      if (form === undefined) return;
      const covers = coverageOf(counted, context);
      const view = triageModal({ ...form.context, counts: open }, form.choice, context, covers);
      await update(client, 'show what the decision covers', viewId, view);
    },
    showDetails: async ({ form, ref, page }, details) => {
      const state = readState(form.state);
      if (state === undefined) return;
      const { place, hash } = state;
      const view =
        details === undefined
          ? emptyDetails({ ref, page }, place, context)
          : detailsView(details, place, context);
      await update(client, 'show the details of an upgrade', form.viewId, view, hash);
    },
  };
}

/** With a hash only if the view is still as it was then. It may have been closed. */
async function update(
  client: WebClient,
  action: string,
  view_id: string,
  view: ModalView,
  hash?: string,
): Promise<void> {
  try {
    await callSlack(action, () => client.views.update({ view_id, view, ...defined({ hash }) }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // What Slack refuses about the view itself is a mistake of ours.
    if (error.code === 'rendering') throw error;
  }
}
