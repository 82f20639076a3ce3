import { getLocale, getTranslations } from "next-intl/server";
import { answerAll, tagOf } from "#lib/conditional.ts";
import { type Day, wordDay } from "#lib/dates.ts";
import type { Tally } from "#lib/progress/figures.ts";
import { getHeadlineWriter } from "./headline-words.ts";
import { drawPicture, type Picture } from "./picture.tsx";

type Shown = Pick<Picture, "over" | "title" | "text"> & {
  /** Of what the page is about, as the page shows them; nothing where it shows none. */
  measures?: Tally | undefined;
  today: Day;
};

/** The picture of a page, the same for everybody, drawn once for as long as it shows the same. */
export async function answerPicture(request: Request, { measures, today, text, ...shown }: Shown): Promise<Response> {
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
    asOf: t("asOf", { day: wordDay(today, locale) }),
  };
  const tag = tagOf(JSON.stringify(picture));
  return answerAll(request, { tag }, { "Content-Type": "image/png" }, () => drawn(tag, picture));
}

/** Drawing takes as long as a hundred pages: the newest pictures are kept, and what several ask for at once is drawn once. */
const kept = new Map<string, Promise<ArrayBuffer>>();
const mostKept = 100;

async function drawn(tag: string, picture: Picture): Promise<ArrayBuffer> {
  const known = kept.get(tag);
  if (known) return known;
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size >= mostKept) kept.delete(oldest);
  const drawing = drawPicture(picture);
  kept.set(tag, drawing);
  drawing.catch(() => kept.delete(tag));
  return drawing;
}
