import { useLocale, useTranslations } from "next-intl";
import { Status } from "#components/implementation/status.tsx";
import { isVerified } from "#lib/assignments/status.ts";
import { wordDatedDay } from "#lib/dates.ts";
import type { FrozenAssignment, FrozenRecommendation } from "#lib/snapshots/content.ts";

type Names = { organizations: ReadonlyMap<string, string>; themes: ReadonlyMap<string, string> };

/** A recommendation in its frozen words, its status as a whole, and where each organization stood with it. */
export function FrozenEntry({ recommendation, names }: { recommendation: FrozenRecommendation; names: Names }) {
  const t = useTranslations("snapshots.entry");
  const kind = useTranslations("kind");
  const { code, title, statement, textComplete, locator, themes, assignments, implementation } = recommendation;
  const facts = [
    kind(recommendation.kind),
    locator,
    recommendation.parent && t("partOf", { parent: recommendation.parent }),
    ...themes.map((theme) => names.themes.get(theme) ?? theme),
  ].filter(Boolean);
  return (
    <article aria-labelledby={code} className="border-t border-line py-5 break-inside-avoid">
      <h2 id={code} className="max-w-text text-lg wrap-anywhere">
        {code} {title}
      </h2>
      <p className="text-sm text-muted">{facts.join(" · ")}</p>
      <p className="mt-2 max-w-text whitespace-pre-line wrap-anywhere">{statement}</p>
      {!textComplete && <p className="text-sm text-muted">{t("incomplete")}</p>}
      <p className="mt-3 flex flex-wrap gap-x-3">
        <span className="text-muted">{t("overall")}</span> <Status implementation={implementation} />
      </p>
      {assignments.length > 0 && (
        <ul className="mt-1">
          {assignments.map((assignment) => (
            <Assignment
              key={assignment.id}
              assignment={assignment}
              organization={names.organizations.get(assignment.organization) ?? assignment.organization}
            />
          ))}
        </ul>
      )}
    </article>
  );
}

function Assignment({ assignment, organization }: { assignment: FrozenAssignment; organization: string }) {
  const t = useTranslations("snapshots.entry");
  const role = useTranslations("role");
  const answer = useTranslations("answer");
  const change = useTranslations("changes.change.verification");
  const locale = useLocale();
  const { implementation, response, verification, targetOn, completedOn } = assignment;
  const facts = [
    answer(response),
    verification !== "self_reported" && change(verification),
    completedOn && t("completed", { day: wordDatedDay(completedOn, locale) }),
    targetOn && t("target", { day: wordDatedDay(targetOn, locale) }),
    t("entries", { count: assignment.logLength }),
  ].filter(Boolean);
  return (
    <li className="flex flex-wrap gap-x-4 border-t border-line py-1.5 first:border-t-0">
      <span className="font-semibold">{organization}</span>
      <span className="text-muted">{role(assignment.role)}</span>
      <Status implementation={implementation} isVerified={isVerified(assignment)} />
      <span className="text-muted">{facts.join(" · ")}</span>
    </li>
  );
}
