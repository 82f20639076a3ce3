import { useTranslations } from "next-intl";
import type { FormState } from "#components/ui/form-state.ts";
import { PlannedForm } from "#components/ui/planned-form.tsx";

type Props = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Of whose former member will be spoken. */
  organization: string;
  button: string;
  hidden: Readonly<Record<string, string>>;
};

/** What goes and what stays when somebody is removed, and the button that does it. */
export function Removal({ action, organization, button, hidden }: Props) {
  const t = useTranslations("removal");
  return (
    <div className="max-w-text">
      <h2 className="mt-6 text-xl">{t("goes")}</h2>
      <ul className="mt-2 list-disc pl-5">
        {(["memberships", "signIn", "texts"] as const).map((key) => (
          <li key={key}>{t(`going.${key}`)}</li>
        ))}
      </ul>
      <h2 className="mt-6 text-xl">{t("stays")}</h2>
      <ul className="mt-2 list-disc pl-5">
        {(["log", "frozen", "access"] as const).map((key) => (
          <li key={key}>{t(`staying.${key}`, { organization })}</li>
        ))}
      </ul>
      <p className="mt-6 mb-4 font-semibold">{t("final")}</p>
      <PlannedForm action={action} id="remove" name={button} hidden={hidden} buttons={[{ label: button }]} here="?" />
    </div>
  );
}
