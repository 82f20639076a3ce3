import { getLocale, getTranslations } from "next-intl/server";
import { answerAll, answerLater, tagOf } from "#lib/conditional.ts";
import { type Day, wordDay } from "#lib/dates.ts";
import type { Tally } from "#lib/progress/figures.ts";
import { drawInTurn } from "./drawings.ts";
import { getHeadlineWriter } from "./headline-words.ts";
import type { Picture } from "./picture.tsx";

type Shown = Pick<Picture, "over" | "title" | "text"> & {
  /** Of what the page is about, as the page shows them; nothing where it shows none. */
  measures?: Tally | undefined;
  today: Day;
  /** The past day that is shown, if it is not now. */
  asOf: Day | undefined;
};

/** The picture of a page, the same for everybody, drawn once for as long as it shows the same. */
export async function answerPicture(
  request: Request,
  { measures, today, asOf, text, ...shown }: Shown,
): Promise<Response> {
  const [t, headline, write, locale] = await Promise.all([
    getTranslations("sharing"),
    getTranslations("headline"),
    getHeadlineWriter(),
    getLocale(),
  ]);
  const figures = measures && write(measures);
  const picture: Picture = {
    ...shown,
    text: measures && !figures ? [headline("none")] : text,
    figures,
    asOf: t("asOf", { day: wordDay(asOf ?? today, locale) }),
  };
  const tag = tagOf(JSON.stringify(picture));
  return answerAll(
    request,
    tag,
    { "Content-Type": "image/png" },
    async () => (await drawInTurn(tag, picture, asOf === undefined ? "now" : "past")) ?? answerLater(secondsLater),
  );
}

/** After as long all that waited are drawn. */
const secondsLater = 5;
