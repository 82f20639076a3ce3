import { z } from "zod";
import { Role } from "#lib/generated/enums.ts";
import { Line } from "#lib/text.ts";

// What comes from the forms about people: shapes only. What it must have is judged here below, with all problems at once.

/** An address for mail, as it is kept. */
const Email = Line.transform((typed) => typed.toLowerCase());

/** Boxes of one name in one text, what is no role left out. */
const Roles = Line.transform((typed) => Object.values(Role).filter((role) => typed.split(" ").includes(role)));

/** Something that a form names without showing it; what is no id names nothing. */
const reference = z.uuid().toLowerCase().nullable().catch(null);

export const InvitationForm = z.object({ id: reference, email: Email, roles: Roles });
export type InvitationForm = z.infer<typeof InvitationForm>;

/** `seen`: the roles that the writer saw. */
export const RolesForm = z.object({ roles: Roles, seen: Roles });
export type RolesForm = z.infer<typeof RolesForm>;

export const PersonForm = z.object({ name: Line, email: Email });
export type PersonForm = z.infer<typeof PersonForm>;

export const NameForm = z.object({ name: Line });
export type NameForm = z.infer<typeof NameForm>;

export const EmailForm = z.object({ email: Email });
export type EmailForm = z.infer<typeof EmailForm>;

/** What a form carries unseen. */
export const Target = z.object({ organization: Line, person: reference, invitation: reference });

/** The longest name. */
export const longestName = 100;

export type PersonProblem =
  | { field: "name"; code: "missing" | "too-long" }
  | { field: "email"; code: "missing" | "no-address" | "member-already" | "same" }
  | { field: "roles"; code: "missing" };

/** What keeps an address from being one; an empty one is none yet. The database asks the same of it. */
export function judgeEmail(email: string): PersonProblem[] {
  const isAddress = z.email().max(254).safeParse(email).success;
  return email === "" || isAddress ? [] : [{ field: "email", code: "no-address" }];
}

export function judgeName(name: string): PersonProblem[] {
  if (name === "") return [{ field: "name", code: "missing" }];
  return name.length > longestName ? [{ field: "name", code: "too-long" }] : [];
}
