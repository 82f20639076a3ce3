import { useTranslations } from "next-intl";
import { InstantText } from "#components/dates/instant-text.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { demandSecondFactorAction } from "./actions.ts";

type Props = {
  organization: { slug: string; acronym: string; timeZone: string };
  /** Since when it is demanded, if it is. */
  setAt: Date | undefined;
};

/** The steward asks an organization's people for a second factor, or does not any more. */
export function SecondFactorDemand({ organization: { slug, acronym, timeZone }, setAt }: Props) {
  const t = useTranslations("people.secondFactor");
  return (
    <section aria-labelledby="second-factor" className="no-print border-t border-line pt-8">
      <h2 id="second-factor" className="text-xl">
        {t("title")}
      </h2>
      <p className="mt-1 mb-4 max-w-text">
        {setAt
          ? t.rich("on", { organization: acronym, at: () => <InstantText at={setAt} timeZone={timeZone} /> })
          : t("off", { organization: acronym })}
      </p>
      <PlannedForm
        action={demandSecondFactorAction}
        id="second-factor"
        name={t("title")}
        hidden={{ organization: slug, required: setAt ? "no" : "yes" }}
        buttons={[{ label: t(setAt ? "remove" : "require"), look: "plain" }]}
        here="?"
      />
    </section>
  );
}
