import { createHash } from "node:crypto";

/** How many statements are named at most: those that come first, which are those that come often. */
const most = 500;
const names = new Map<string, string>();

/**
 * The name under which a connection keeps a statement once it has been planned, so that it is planned once and not with each
 * page; an empty one keeps nothing. It is made of the statement itself: what is bundled apart shares the connections,
 * and would each count for itself. A list of values makes a statement of its own for each of its lengths: hence the bound.
 */
export function statementName(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined || names.size >= most) return known ?? "";
  const name = `tamdan_${createHash("sha256").update(sql).digest("hex").slice(0, 32)}`;
  names.set(sql, name);
  return name;
}
