import type { Frame } from "./content.ts";
import type { Selection } from "./queries.ts";
export async function* writeReportAsDocument(_selection: Selection, _frame: Frame): AsyncGenerator<Uint8Array> {
  yield new Uint8Array();
}
