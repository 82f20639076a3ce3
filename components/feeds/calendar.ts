import { getLocale, getTranslations } from "next-intl/server";
import { shorten } from "#components/updates/wording.ts";
import { answerAll, tagOf } from "#lib/conditional.ts";
import { dayAt, wordDatedDay } from "#lib/dates.ts";
import { type CalendarEvent, writeCalendar } from "#lib/feeds/calendar.ts";
import { listTargets, type TargetDate } from "#lib/feeds/queries.ts";
import { absolute } from "#lib/site-address.ts";

/** As many dates as a calendar takes without choking on them. */
const most = 1000;

/** As much of a title as stands in a day of a calendar. */
const longestTitle = 100;

type Shown = {
  title: string;
  page: string;
  fileName: string;
  reports: readonly { id: string; timeZone: string }[];
  organization?: { id: string; slug: string };
};

/** The target dates of a report, or of an organization in several, for everybody. */
export async function answerCalendar(request: Request, shown: Shown): Promise<Response> {
  const { title, page, fileName, reports, organization } = shown;
  const reportIds = reports.map(({ id }) => id);
  const today = dayAt(new Date(), reports[0]?.timeZone ?? "UTC");
  const [t, write, { found, items }] = await Promise.all([
    getTranslations("feeds"),
    getEventWriter(),
    listTargets({ reportIds, ...(organization && { organization }) }, today, most),
  ]);
  const calendar = writeCalendar({
    name: t("calendar", { title }),
    description:
      found === items.length
        ? t("calendarOf")
        : `${t("calendarOf")} ${t("nearest", { found: String(found), shown: String(items.length) })}`,
    source: absolute(`${page}/targets.ics`),
    page: absolute(page),
    events: items.map(write),
  });
  const headers = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": `inline; filename="${fileName}.ics"`,
  };
  return answerAll(request, tagOf(calendar), headers, () => calendar);
}

async function getEventWriter(): Promise<(date: TargetDate) => CalendarEvent> {
  const [t, status, locale] = await Promise.all([
    getTranslations("feeds"),
    getTranslations("implementation"),
    getLocale(),
  ]);
  return ({ id, sequence, changedAt, report, code, organization, implementation, what, responsibleUnit, ...date }) => {
    const { on, precision } = date.target;
    const isWithin = precision !== "day";
    const period = wordDatedDay(date.target, locale);
    const words = { code, organization, period, title: shorten(date.title, longestTitle) };
    const of = { ...words, title: date.title, organization: date.organizationName };
    const [summary, meaning] =
      what === null
        ? [t(isWithin ? "targetWithin" : "target", words), t("targetMeans", { ...of, status: status(implementation) })]
        : [
            t(isWithin ? "actionWithin" : "action", { ...words, what: shorten(what, longestTitle) }),
            t("actionMeans", { ...of, what }),
          ];
    return {
      id,
      sequence,
      changedAt,
      on,
      summary,
      description: [
        meaning,
        ...(responsibleUnit ? [t("responsible", { unit: responsibleUnit })] : []),
        ...(isWithin ? [t("within", { period })] : []),
      ].join("\n"),
      page: absolute(`/reports/${report}/recommendations/${encodeURIComponent(code)}`),
    };
  };
}
