import type { Role } from "#lib/generated/enums.ts";
import type { Words } from "#lib/words.ts";
import type { AccessRow } from "./queries.ts";

/** What an entry of the access log says, in a sentence without who and when. What it does not tell is left out. */
export function wordAccess(
  { kind, about, details }: Pick<AccessRow, "kind" | "about" | "details">,
  words: Words,
): string {
  const { way, secondFactor, roles, was, is, count = 0, reason = "none", isRequired, act, what = "export" } = details;
  const wordRoles = (some: readonly Role[] = []) => some.map((role) => words(`memberRole.name.${role}`)).join(", ");
  return words(`access.said.${kind}`, {
    ...{ count, reason, what, roles: wordRoles(roles), was: wordRoles(was), is: wordRoles(is) },
    way: way ? words(`signInWay.${way}`) : "",
    factor: secondFactor ?? "none",
    isAbout: about ? "yes" : "no",
    about: about?.name ?? "",
    isRequired: isRequired === false ? "no" : "yes",
    isNamed: details.name ? "yes" : "no",
    name: details.name ?? "",
    code: details.code ?? "",
    act: act ? words(`access.act.${act}`) : "",
  }).trim();
}
