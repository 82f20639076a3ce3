import { createTranslator } from "next-intl";
import { getRequestConfig } from "next-intl/server";
import messages from "#messages/en.json";

/** The language of words and dates. Khmer follows as a second catalogue. */
export const locale = "en-GB";

/** The words of what is no page: of an export. */
export const words = createTranslator({ locale, messages });
export type Words = typeof words;

export default getRequestConfig(async () => ({ locale, messages }));

declare module "next-intl" {
  interface AppConfig {
    Messages: typeof messages;
    Locale: typeof locale;
  }
}
