import { useTranslations } from "next-intl";
import { TextArea, TextField } from "#components/ui/field.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import { element } from "#lib/markup.ts";
import type { Report } from "#lib/reports/queries.ts";
import { absolute } from "#lib/site-address.ts";

type Props = { report: Pick<Report, "slug" | "title">; asOf: Day | undefined };

/** Addresses to take along: of the view, of what follows it, and of its card for another site. */
export function Share({ report: { slug, title }, asOf }: Props) {
  const t = useTranslations("sharing");
  const page = `/reports/${slug}`;
  const addresses = [
    { name: "address", value: absolute(`${page}${writeAsOf(asOf)}`) },
    { name: "feed", value: absolute(`${page}/feed.atom`), hint: t("feedHint") },
    { name: "calendar", value: absolute(`${page}/targets.ics`), hint: t("calendarHint") },
  ] as const;
  const frame = element(
    "iframe",
    {
      src: absolute(`/embed${page}${writeAsOf(asOf)}`),
      title: t("embedTitle", { title }),
      width: "420",
      height: "320",
      loading: "lazy",
      style: "border: 0; max-width: 100%",
    },
    "",
  );
  return (
    <details className="no-print">
      <summary className="font-semibold text-accent">{t("title")}</summary>
      <div className="mt-4 grid max-w-text grid-cols-1 gap-4">
        <p>{t("lead")}</p>
        {addresses.map(({ name, value, ...rest }) => (
          <TextField
            key={name}
            frame={{ name, label: t(name), id: `share-${name}`, ...rest }}
            type="url"
            value={value}
            readOnly
          />
        ))}
        <TextArea
          frame={{ name: "embed", label: t("embed"), id: "share-embed", hint: t("embedHint") }}
          rows={5}
          value={frame}
          readOnly
          spellCheck={false}
        />
      </div>
    </details>
  );
}
