import { useLocale } from "next-intl";
import { wordInstant } from "#lib/dates.ts";

/** An instant on the clock of a time zone, with what machines read. */
export function InstantText({ at, timeZone }: { at: Date; timeZone: string }) {
  const locale = useLocale();
  return <time dateTime={at.toISOString()}>{wordInstant(at, timeZone, locale)}</time>;
}
