import { z } from "zod";
import { Line } from "#lib/text.ts";

// What a browser answers for a passkey: shapes only. What it proves is for the verifier to say.

const Encoded = z
  .string()
  .max(10_000)
  .regex(/^[\w-]*$/);
const extensions = z.record(z.string(), z.unknown()).catch({});

export const AddedPasskey = z.object({
  ...{ id: Encoded, rawId: Encoded, type: z.literal("public-key"), clientExtensionResults: extensions },
  response: z.object({
    ...{ clientDataJSON: Encoded, attestationObject: Encoded },
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});

export type ShownPasskey = z.infer<typeof ShownPasskey>;
export const ShownPasskey = z.object({
  ...{ id: Encoded, rawId: Encoded, type: z.literal("public-key"), clientExtensionResults: extensions },
  response: z.object({
    ...{ clientDataJSON: Encoded, authenticatorData: Encoded, signature: Encoded },
    userHandle: Encoded.optional(),
  }),
});

/** The longest name of a passkey. */
export const longestName = 60;
export const PasskeyName = Line.transform((name) => name.slice(0, longestName));
