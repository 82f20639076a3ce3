import { createTranslator } from "use-intl/core";
import messages from "#messages/en.json";

/** The language of words and dates. Khmer follows as a second catalogue. */
export const locale = "en-GB";

/** The words of what is no page, such as an export. Pages ask next-intl, which knows the request. What has no words is a mistake. */
export const words = createTranslator({
  locale,
  messages,
  onError: (error) => {
    throw error;
  },
});
export type Words = typeof words;

/** As pages write it: 1,234. */
export function wordNumber(number: number): string {
  return number.toLocaleString(locale);
}
