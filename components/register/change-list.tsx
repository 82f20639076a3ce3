import { useLocale, useTranslations } from "next-intl";
import { wordInstant } from "#lib/dates.ts";
import type { ShownChange } from "#lib/register/change-queries.ts";
import { type ToldChange, toldOf } from "#lib/register/changes.ts";

/** What changed in a register, in sentences with what was and what is beside each other. */
export function ChangeList({ changes, timeZone }: { changes: readonly ShownChange[]; timeZone: string }) {
  const locale = useLocale();
  const t = useTranslations("registerChange");
  return (
    <ol className="mt-3 border-l-2 border-line">
      {changes.map((change) => {
        const { id, recordedAt, actor, organization } = change;
        return (
          <li key={id} className="relative pb-5 pl-6 last:pb-0">
            <span
              aria-hidden
              className="absolute top-2 -left-[7px] size-3 rounded-full border-2 border-edge bg-ground"
            />
            <p>
              <SentenceOf change={change} />
            </p>
            <p className="text-sm text-muted">
              <time dateTime={recordedAt.toISOString()}>{wordInstant(recordedAt, timeZone, locale)}</time>
              {" · "}
              {actor ? t("by", { actor: actor.name, organization: organization?.acronym ?? "" }) : t("byFile")}
            </p>
            <Told change={change} timeZone={timeZone} />
          </li>
        );
      })}
    </ol>
  );
}

function SentenceOf({ change: { table, event, subject, old, now } }: { change: ShownChange }) {
  const t = useTranslations("registerChange");
  const key = `${table}.${event}` as Parameters<typeof t>[0];
  const name = subject?.name || String(now.code ?? old.code ?? now.acronym ?? now.name ?? old.name ?? "");
  const theme = String(now.theme_id ?? old.theme_id ?? "");
  const words = { name, organization: subject?.organization ?? "", theme };
  return t.has(key) ? t(key, words) : t(`${table}.changed` as typeof key, words);
}

/** A change shows was and is; what was added or removed shows what it said, on request. */
function Told({ change: { table, event, old, now }, timeZone }: { change: ShownChange; timeZone: string }) {
  const t = useTranslations("registerChange");
  const told = toldOf(table, old, now);
  if (told.length === 0) return null;
  const isWhole = event === "added" || event === "removed";
  const list = (
    <dl className="mt-1 grid max-w-text grid-cols-1 gap-2">
      {told.map((one) => (
        <div key={one.column}>
          <dt className="text-sm font-semibold">{t(`column.${one.column}`)}</dt>
          <dd className="grid grid-cols-1 gap-x-6 wrap-anywhere sm:grid-cols-2">
            {(["old", "now"] as const)
              .filter((side) => !isWhole || one[side] !== null)
              .map((side) => (
                <span key={side} className={`whitespace-pre-wrap ${isWhole ? "sm:col-span-2" : ""}`}>
                  {!isWhole && <span className="text-sm text-muted">{t(side === "old" ? "was" : "is")}: </span>}
                  <ValueOf told={one} value={one[side]} timeZone={timeZone} />
                </span>
              ))}
          </dd>
        </div>
      ))}
    </dl>
  );
  if (!isWhole || told.length === 1) return list;
  return (
    <details className="mt-1">
      <summary className="text-sm text-accent">{t("whatItSaid")}</summary>
      {list}
    </details>
  );
}

function ValueOf({ told: { wording }, value, timeZone }: { told: ToldChange; value: unknown; timeZone: string }) {
  const t = useTranslations("registerChange");
  const kind = useTranslations("kind");
  const section = useTranslations("section");
  const priority = useTranslations("priority");
  const role = useTranslations("role");
  const basis = useTranslations("basis");
  const organizations = useTranslations("organizations");
  const locale = useLocale();
  if (value === null) return <em className="text-muted">{t("empty")}</em>;
  const text = Array.isArray(value) ? value.join("\n") : String(value);
  const listed = (words: { has: (key: never) => boolean; (key: never): string }, key = text) =>
    words.has(key as never) ? words(key as never) : text;
  const worded: Record<typeof wording, () => string> = {
    text: () => text,
    flag: () => t(value === true ? "yes" : "no"),
    instant: () => wordInstant(new Date(text), timeZone, locale),
    name: () => text || t("hidden"),
    kind: () => listed(kind),
    section: () => listed(section),
    priority: () => listed(priority),
    role: () => listed(role),
    basis: () => listed(basis),
    organizationKind: () => listed(organizations, `kinds.${text.replace("-", "_")}`),
    function: () => listed(organizations, `function.${text}`),
    precision: () => listed(t, `precision.${text}`),
  };
  return worded[wording]();
}
