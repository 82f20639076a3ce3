/** A JSON object whose last member is a list that is written as it comes. */
export async function* writeJson(
  about: Record<string, unknown>,
  name: string,
  batches: AsyncIterable<readonly unknown[]>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(about, null, 1).slice(0, -2)},\n ${JSON.stringify(name)}: [`;
  let isFirst = true;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    yield `${isFirst ? "\n" : ",\n"}${batch.map((item) => `  ${JSON.stringify(item)}`).join(",\n")}`;
    isFirst = false;
  }
  yield "\n ]\n}\n";
}
