import { z } from "zod";

/** What an address says of what was done too often: in how many minutes it works again. */
export const Again = z.coerce.number().int().min(1).max(60).optional().catch(undefined);
