import * as z from 'zod';

const ResponseBody = z.object({
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  metadata: z.unknown().optional(),
  thread_ts: z.string().optional(),
});
export type ResponseBody = z.infer<typeof ResponseBody>;

/** A message the app sends as a command's acknowledgement or to a `response_url`. */
export function readResponse(value: unknown): ResponseBody | undefined {
  const parsed = ResponseBody.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
