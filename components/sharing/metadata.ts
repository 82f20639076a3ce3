import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { writeAsOf } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";

type Shared = {
  title: string;
  description: string;
  /** The page's address without what follows `?`. */
  page: string;
  asOf?: Day | undefined;
  /** What else of the address makes it this page, after `?`; in it the day, too. */
  query?: string;
  /** The page whose picture it has, if that is not its own: at `<page>/preview.png`. */
  pictured?: string;
  /** The names of its feed, at `<page>/feed.atom`, and of its calendar, at `<page>/targets.ics`, if it has them. */
  feed?: string;
  calendar?: string;
};

/** What other sites and readers learn of a page: what it is, its picture, and how it is followed. */
export async function sharedMetadata(shared: Shared): Promise<Metadata> {
  const t = await getTranslations("site");
  const { title, description, page, asOf, query = writeAsOf(asOf), pictured = page, feed, calendar } = shared;
  const picture = { url: `${below(pictured)}/preview.png${writeAsOf(asOf)}`, width: 1200, height: 630, alt: title };
  return {
    title,
    description,
    openGraph: { type: "website", siteName: t("name"), title, description, url: page + query, images: [picture] },
    twitter: { card: "summary_large_image", title, description, images: [picture] },
    alternates: {
      types: {
        ...(feed && { "application/atom+xml": [{ url: `${page}/feed.atom`, title: feed }] }),
        ...(calendar && { "text/calendar": [{ url: `${page}/targets.ics`, title: calendar }] }),
      },
    },
  };
}

/** The start page has no name of its own. */
function below(page: string): string {
  return page === "/" ? "" : page;
}
