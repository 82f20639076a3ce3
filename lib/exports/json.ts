/** A JSON object whose last members are lists that are written as they come, one after the other. */
export async function* writeJson(
  about: Record<string, unknown>,
  lists: Readonly<Record<string, AsyncIterable<readonly unknown[]>>>,
): AsyncGenerator<string> {
  yield JSON.stringify(about, null, 1).slice(0, -2);
  for (const [name, batches] of Object.entries(lists)) {
    yield `,\n ${JSON.stringify(name)}: [`;
    let isFirst = true;
    for await (const batch of batches) {
      if (batch.length === 0) continue;
      yield `${isFirst ? "\n" : ",\n"}${batch.map((item) => `  ${JSON.stringify(item)}`).join(",\n")}`;
      isFirst = false;
    }
    yield "\n ]";
  }
  yield "\n}\n";
}
