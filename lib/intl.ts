import { getRequestConfig } from "next-intl/server";
import type messages from "#messages/en.json";
import { locale } from "./words.ts";

export default getRequestConfig(async () => ({ locale, messages: (await import("#messages/en.json")).default }));

declare module "next-intl" {
  interface AppConfig {
    Messages: typeof messages;
    Locale: typeof locale;
  }
}
