import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { isEntitled } from "#lib/assignments/policy.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { getVerificationQueue, listDecided } from "#lib/verification/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { Claim } from "./claim.tsx";
import { Decided } from "./decided.tsx";
import { WithheldClaims } from "./withheld-claims.tsx";

export async function generateMetadata(): Promise<Metadata> {
  if (!isEntitled(await getViewer(), "verify")) return missingMetadata();
  return { title: (await getTranslations("toVerify"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ToVerifyPage({ searchParams }: Props) {
  const [viewer, { page: asked }] = await Promise.all([getViewer(), searchParams.then(parseFilters)]);
  const now = new Date();
  const queue = await getVerificationQueue(viewer, now, asked);
  if (!queue) return <Missing />;
  const [t, returned, unverifiable] = await Promise.all([
    getTranslations("toVerify"),
    listDecided("more_evidence_requested"),
    listDecided("cannot_verify"),
  ]);
  const { items, found, page, pages, withheld } = queue;
  return (
    <div className="grid grid-cols-1 gap-12">
      <div>
        <h1>{t("title")}</h1>
        <p className="mt-2 max-w-text text-lg">{found > 0 ? t("lead", { found }) : t("empty")}</p>
        <WithheldClaims counts={withheld} />
        {items.length > 0 && (
          <ol className="mt-6 border-t border-line">
            {items.map((claim) => (
              <Claim key={claim.id} claim={claim} now={now} />
            ))}
          </ol>
        )}
        <Pages page={page} pages={pages} addressOf={(other) => `/to-verify?page=${other}`} />
      </div>
      <Decided id="returned" claims={returned} now={now} />
      <Decided id="unverifiable" claims={unverifiable} now={now} />
    </div>
  );
}
