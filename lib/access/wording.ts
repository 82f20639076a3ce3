import type { Role } from "#lib/generated/enums.ts";
import type { Words } from "#lib/words.ts";
import type { AccessRow } from "./queries.ts";

/** What an entry of the access log says, in a sentence without who and when. What it does not tell is left out. */
export function wordAccess(
  { kind, about, details }: Pick<AccessRow, "kind" | "about" | "details">,
  words: Words,
): string {
  const {
    way,
    secondFactor,
    roles,
    was,
    is,
    count = 0,
    reason,
    isRequired,
    isConfirmed,
    act,
    what = "export",
  } = details;
  const { name = "", code = "", issuer = "", file = "", report = "", by = "asker" } = details;
  const wordRoles = (some: readonly Role[] = []) => some.map((role) => words(`memberRole.name.${role}`)).join(", ");
  const isSaid = (value: string) => (value ? "yes" : "no");
  // A message tells its cases apart by words without hyphens.
  const caseOf = (value: string | undefined) => value?.replaceAll("-", "_") ?? "unsaid";
  return words(`access.said.${kind}`, {
    ...{ count, what, by, roles: wordRoles(roles), was: wordRoles(was), is: wordRoles(is) },
    ...{ reason: caseOf(reason), factor: caseOf(secondFactor), way: way ? words(`signInWay.${way}`) : "" },
    ...{ isAbout: isSaid(about?.name ?? ""), about: about?.name ?? "", act: act ? words(`access.act.${act}`) : "" },
    ...{ isRequired: isRequired === false ? "no" : "yes", isConfirmed: isConfirmed ? "yes" : "no" },
    ...{ isNamed: isSaid(name), name, isCoded: isSaid(code), code, isIssued: isSaid(issuer), issuer },
    ...{ isFile: isSaid(file && report), file, report },
  }).trim();
}
