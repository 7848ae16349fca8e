import type { WebClient } from '@slack/web-api';
import { Refused } from '../../domain/errors';
import type { Forms } from '../../ports/views';
import type { RenderContext } from './blocks/context';
import { facts, gravity, remedy } from './blocks/finding';
import { fromSlack } from './errors';
import { readFormState, triageModal } from './modals/triage-all';

/** What was typed stays: Slack keeps the values of inputs whose ids are the same. */
export function createForms(client: WebClient, context: RenderContext): Forms {
  return {
    showCoverage: async ({ viewId, state }, { count, worst }) => {
      const form = readFormState(state);
      if (form === undefined) return;
      const lines = worst.map((finding) => {
        const [id = ''] = facts(finding, context);
        return `${gravity(finding, context)} · ${remedy(finding, context)} · ${id}`;
      });
      const counted = { count, lines };
      const view = triageModal(form.context, form.choice, context.text, counted);
      try {
        await client.views.update({ view_id: viewId, view });
      } catch (error) {
        const known = fromSlack(error, 'show what the decision covers');
        // Closed meanwhile: nobody waits for it.
        if (!(known instanceof Refused)) throw known;
      }
    },
  };
}
