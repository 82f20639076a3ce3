import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { isEntitled } from "#lib/assignments/policy.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { getStewardship } from "#lib/stewardship/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { Contested } from "./contested.tsx";
import { Ended } from "./ended.tsx";
import { Exits } from "./exits.tsx";
import { Silent } from "./silent.tsx";

export async function generateMetadata(): Promise<Metadata> {
  if (!isEntitled(await getViewer(), "keep")) return missingMetadata();
  return { title: (await getTranslations("toDecide"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ToDecidePage({ searchParams }: Props) {
  const [viewer, { page }] = await Promise.all([getViewer(), searchParams.then(parseFilters)]);
  const now = new Date();
  const waiting = await getStewardship(viewer, now, page);
  if (!waiting) return <Missing />;
  const t = await getTranslations("toDecide");
  return (
    <div className="grid grid-cols-1 gap-12">
      <div>
        <h1>{t("title")}</h1>
        <p className="mt-2 max-w-text text-lg">{t("lead", { organization: waiting.steward.acronym })}</p>
      </div>
      <Exits {...waiting.exits} now={now} />
      <Contested {...waiting.contested} now={now} />
      <Silent items={waiting.silent} />
      <Ended items={waiting.ended} />
    </div>
  );
}
