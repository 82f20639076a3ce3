import { z } from "zod";

const Draft = z.uuid().optional().catch(undefined);

/** The form for several that was answered just now. */
export function parseDraft({ draft }: Record<string, string | string[] | undefined>) {
  return Draft.parse(draft);
}
