import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createTranslator } from "use-intl/core";
import type messages from "#messages/en.json";

const catalogue: typeof messages = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../messages/en.json"), "utf8"),
);

/** The words of the catalogue, also where only Node.js reads this: it takes no import of JSON as it stands in lib/words.ts. */
export const words = createTranslator({
  locale: "en-GB",
  messages: catalogue,
  onError: (error) => {
    throw error;
  },
});
