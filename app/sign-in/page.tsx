import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SignInWays } from "#components/accounts/sign-in-ways.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { waysOn } from "#lib/accounts/ways.ts";
import { providerName } from "#lib/identities/name.ts";
import { getPerson } from "#lib/viewer.ts";
import { parsePlace } from "./place.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

export default async function SignInPage({ searchParams }: Props) {
  const { problem, again, next } = parsePlace(await searchParams);
  const [t, limits, { viewer }] = await Promise.all([
    getTranslations("signIn"),
    getTranslations("limits"),
    getPerson(),
  ]);
  const provider = providerName();
  return (
    <>
      <h1>{t("title")}</h1>
      {(problem || again) && (
        <Focused role="alert" className="mt-4 outline-none">
          <Notice look="problem">
            {again ? limits("identity", { minutes: again }) : problem && t(`problem.${problem}`, { provider })}
          </Notice>
        </Focused>
      )}
      {viewer.kind === "member" && (
        <p className="mt-4 font-semibold">
          {t("already", { name: viewer.name, organization: viewer.organization.name })}
        </p>
      )}
      <p className="mt-4 max-w-text text-muted">{t("reading")}</p>
      <SignInWays ways={waysOn()} provider={provider} next={next} />
    </>
  );
}
