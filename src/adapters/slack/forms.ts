import type { WebClient } from '@slack/web-api';
import { Refused } from '../../domain/errors';
import type { Forms } from '../../ports/views';
import { findingLine } from './blocks/finding';
import type { RenderContext } from './blocks/render-context';
import { callSlack } from './errors';
import { readFormState, triageModal } from './modals/triage-all';

/** Updates open forms. Slack keeps what was typed into inputs whose ids stay the same. */
export function createForms(client: WebClient, context: RenderContext): Forms {
  return {
    showCoverage: async ({ viewId, state }, { at, count, worst }) => {
      const form = readFormState(state);
      if (form === undefined) return;
      const lines = worst.map((finding) => findingLine(finding, at, context));
      const counted = { count, lines };
      const view = triageModal(form.context, form.choice, context, counted);
      try {
        await callSlack('show what the decision covers', () =>
          client.views.update({ view_id: viewId, view }),
        );
      } catch (error) {
        // The form may have been closed.
        if (!(error instanceof Refused)) throw error;
      }
    },
  };
}
