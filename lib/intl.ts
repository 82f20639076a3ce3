import { getRequestConfig } from "next-intl/server";
import type messages from "#messages/en.json";

/** The language of words and dates. Khmer follows as a second catalogue. */
export const locale = "en-GB";

export default getRequestConfig(async () => ({ locale, messages: (await import("#messages/en.json")).default }));

declare module "next-intl" {
  interface AppConfig {
    Messages: typeof messages;
    Locale: typeof locale;
  }
}
