import { getLocale, getTranslations } from "next-intl/server";
import { addressOfEntry } from "#components/updates/entry-address.ts";
import { fillingsOf, isDatedApart, sentenceOf, writerOf } from "#components/updates/wording.ts";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { answerAll, tagOf } from "#lib/conditional.ts";
import { datedDay, wordDatedDay, wordInstant } from "#lib/dates.ts";
import { type Entry, writeAtom } from "#lib/feeds/atom.ts";
import { absolute } from "#lib/site-address.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import { type Followed, listNewest } from "#lib/updates/queries.ts";

/** As many entries as a feed has at most. */
const most = 50;

type FollowedReport = { id: string; slug: string; timeZone: string; rights?: string | null };

type Shown = {
  /** What is followed: a row, whose id is the feed's for ever, whatever its address. */
  id: string;
  title: string;
  createdAt: Date;
  page: string;
  reports: readonly FollowedReport[];
  narrowedTo?: Omit<Followed, "reportId">;
};

/** A feed of what is logged, for everybody: whoever asks, and as whom they are signed in, changes nothing. */
export async function answerFeed(request: Request, shown: Shown): Promise<Response> {
  const { id, title, createdAt, page, reports, narrowedTo } = shown;
  const [t, language, write, logs] = await Promise.all([
    getTranslations("feeds"),
    getLocale(),
    getEntryWriter(),
    Promise.all(reports.map((report) => listNewest(publicViewer, { reportId: report.id, ...narrowedTo }, most))),
  ]);
  const entries = reports
    .flatMap((report, index) => (logs[index] ?? []).map((entry) => write(entry, report)))
    .toSorted((one, other) => other.recordedAt.getTime() - one.recordedAt.getTime())
    .slice(0, most);
  const feed = writeAtom({
    id: `urn:uuid:${id}`,
    title,
    subtitle: t("newest", { most }),
    language,
    rights: reports.length === 1 ? (reports[0]?.rights ?? null) : null,
    updatedAt: entries[0]?.recordedAt ?? createdAt,
    self: absolute(`${page}/feed.atom`),
    page: absolute(page),
    entries,
  });
  const headers = { "Content-Type": "application/atom+xml; charset=utf-8" };
  return answerAll(request, tagOf(feed), headers, () => feed);
}

/** Says an entry in the sentence that the history has of it, and below that what was noted and shown. */
async function getEntryWriter(): Promise<(entry: ShownUpdate, report: FollowedReport) => Entry> {
  const [t, words, sentence, status, locale] = await Promise.all([
    getTranslations("feeds"),
    getTranslations("entry"),
    getTranslations("entry.sentence"),
    getTranslations("implementation"),
    getLocale(),
  ]);
  return (entry, { slug, timeZone }) => {
    const { assignment, actingOrganization, onBehalfOf, recordedAt, correctedAt } = entry;
    const { recommendation, organization } = assignment;
    const happened = isDatedApart(entry) ? datedDay(entry.occurredOn, entry.occurredPrecision) : undefined;
    return {
      id: `urn:uuid:${entry.id}`,
      title: sentence.markup(sentenceOf(entry), {
        organization: () => organization.acronym,
        by: () => actingOrganization.acronym,
        code: () => recommendation.code,
        about: (chunks) => chunks,
        ...fillingsOf(entry, { timeZone, locale, status }),
      }),
      recordedAt,
      updatedAt: correctedAt ?? recordedAt,
      author: actingOrganization.name,
      category: entry.kind,
      page: absolute(
        addressOfEntry(entry.id, {
          page: `/reports/${slug}/recommendations/${encodeURIComponent(recommendation.code)}`,
        }),
      ),
      paragraphs: [
        `${recommendation.code} ${recommendation.title}`,
        ...(correctedAt ? [words("corrected")] : []),
        ...(entry.note ? [entry.note] : []),
        ...entry.evidence.map(({ id, kind, title, url }) => {
          const address = kind === "file" ? absolute(`/evidence/${id}`) : url;
          return address ? t("evidenceAt", { title, address }) : t("evidence", { title });
        }),
        [
          ...(happened ? [t("happened", { day: wordDatedDay(happened, locale) })] : []),
          t(`recorded.${writerOf(entry)}`, {
            day: wordInstant(recordedAt, timeZone, locale),
            organization: actingOrganization.acronym,
            onBehalfOf: onBehalfOf?.acronym ?? "",
          }),
        ].join(" "),
      ],
    };
  };
}
