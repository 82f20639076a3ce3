/** What a form holds as text, files left out. Boxes of one name stand in one text for those names that may come several times. */
export function typedIn(form: FormData, boxes: string): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [name, value] of form)
    if (typeof value === "string" && !name.startsWith("$"))
      typed[name] = name === boxes && typed[name] ? `${typed[name]} ${value}` : value;
  return typed;
}
