import { z } from "zod";
import { Line } from "#lib/text.ts";

/** As it was typed, nothing taken away or turned into something else; what is far too long is not even hashed. */
const Typed = z
  .string()
  .catch("")
  .transform((typed) => typed.slice(0, 1_000));

export const PasswordSignIn = z.object({ email: Line.transform((typed) => typed.toLowerCase()), password: Typed });
export type PasswordSignIn = z.infer<typeof PasswordSignIn>;

export const PasswordForm = z.object({ current: Typed, password: Typed });
export type PasswordForm = z.infer<typeof PasswordForm>;
