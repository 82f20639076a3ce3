import { useLocale, useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { type FieldPlan, PlannedForm } from "#components/ui/planned-form.tsx";
import { dayAt, wordDay } from "#lib/dates.ts";
import { AssignmentBasis, AssignmentRole } from "#lib/generated/enums.ts";
import type { Entry, Register } from "#lib/register/queries.ts";
import {
  assignAction,
  changeAssignmentAction,
  deleteAssignmentAction,
  withdrawAssignmentAction,
} from "../../actions.ts";

type Props = { register: Register; entry: Entry };

/** Who answers for an entry, who did, and who could. An entry with parts is answered for by its parts. */
export function Assignments({ register, entry }: Props) {
  const t = useTranslations("register");
  const field = useTranslations("registerField");
  const rolesOf = useRoleFields();
  const hasParts = entry.parts.some(({ withdrawnAt }) => !withdrawnAt);
  const isOpen = entry.state !== "withdrawn" && !hasParts;
  const assigned = new Set(
    entry.assignments.filter(({ withdrawnAt }) => !withdrawnAt).map(({ organizationId }) => organizationId),
  );
  const free = register.participations.filter(({ organization }) => !assigned.has(organization.id));
  return (
    <section aria-labelledby="assignments">
      <h2 id="assignments" className="text-xl">
        {t("assignments")}
      </h2>
      {hasParts ? (
        <p className="mt-2">{t("assignmentsParts")}</p>
      ) : (
        entry.assignments.length === 0 && <p className="mt-2">{t("assignmentsNone")}</p>
      )}
      <ul className="mt-2">
        {entry.assignments.map((assignment) => (
          <li key={assignment.id} className="border-b border-line py-4">
            <Assigned register={register} assignment={assignment} isOpen={isOpen} isDraft={entry.state === "draft"} />
          </li>
        ))}
      </ul>
      {isOpen && free.length > 0 && (
        <div className="mt-6">
          <h3 className="no-print mb-3 text-lg">{t("assignTitle")}</h3>
          <PlannedForm
            action={assignAction}
            id="assign"
            name={t("assignTitle")}
            hidden={{ report: register.slug, id: entry.id }}
            groups={[
              {
                fields: [
                  {
                    name: "organization",
                    label: field("organization"),
                    value: "",
                    look: "choice",
                    options: [
                      ["", field("choose")],
                      ...free.map(({ organization }) => [organization.id, organization.acronym] as const),
                    ],
                  },
                  ...rolesOf({ role: "", basis: "" }),
                ],
              },
            ]}
            buttons={[{ label: t("assign") }]}
            here="?"
            isInline
          />
        </div>
      )}
    </section>
  );
}

type AssignedProps = {
  register: Register;
  assignment: Entry["assignments"][number];
  isOpen: boolean;
  isDraft: boolean;
};

function Assigned({ register, assignment, isOpen, isDraft }: AssignedProps) {
  const t = useTranslations("register");
  const role = useTranslations("role");
  const basis = useTranslations("basis");
  const locale = useLocale();
  const rolesOf = useRoleFields();
  const { id, organization, withdrawnAt, withdrawnFor, logLength, seen } = assignment;
  const words = { organization: organization.acronym };
  const report = register.slug;
  return (
    <>
      <h3 className="font-semibold">
        <Link href={`/organizations/${organization.slug}`}>{organization.name}</Link> ({organization.acronym})
      </h3>
      <p className="text-sm text-muted">
        {role(assignment.role)} · {basis(assignment.basis)} · {t("logged", { count: logLength })}
      </p>
      {withdrawnAt && (
        <p className="mt-1 max-w-text">
          {t("withdrawnFor", {
            day: wordDay(dayAt(withdrawnAt, register.timeZone), locale),
            reason: withdrawnFor ?? "",
          })}{" "}
          {isOpen && t("assignAgain")}
        </p>
      )}
      {!withdrawnAt && isOpen && (
        <div className="mt-3 grid grid-cols-1 gap-x-12 gap-y-4 lg:grid-cols-2">
          <PlannedForm
            action={changeAssignmentAction}
            id={`change-${id}`}
            name={t("changeAssignment", words)}
            hidden={{ report, id, seen }}
            groups={[{ fields: rolesOf(assignment) }]}
            buttons={[{ label: t("saveAssignment"), look: "plain", said: t("saveAssignmentOf", words) }]}
            here="?"
            toChanges={t("toChanges")}
            isInline
          />
          <PlannedForm
            action={withdrawAssignmentAction}
            id={`withdraw-${id}`}
            name={t("withdrawAssignment", words)}
            hidden={{ report, id }}
            groups={[
              {
                fields: [
                  {
                    name: "reason",
                    label: t("withdrawReason"),
                    value: "",
                    look: "line",
                  },
                ],
              },
            ]}
            buttons={[{ label: t("withdraw"), look: "plain", said: t("withdrawAssignment", words) }]}
            here="?"
            isInline
          />
          {isDraft && logLength === 0 && (
            <div className="no-print flex flex-wrap items-center gap-x-4 gap-y-2 lg:col-start-2">
              <p className="text-sm text-muted">{t("removeHint")}</p>
              <PlannedForm
                action={deleteAssignmentAction}
                id={`remove-${id}`}
                name={t("deleteAssignment", words)}
                hidden={{ report, id }}
                buttons={[{ label: t("remove"), look: "plain", said: t("deleteAssignment", words) }]}
                here="?"
              />
            </div>
          )}
        </div>
      )}
    </>
  );
}

/** Role and basis, as they are chosen wherever somebody is assigned. */
function useRoleFields() {
  const field = useTranslations("registerField");
  const role = useTranslations("role");
  const basis = useTranslations("basis");
  return (values: { role: string; basis: string }): FieldPlan[] => [
    {
      name: "role",
      label: field("role"),
      value: values.role,
      look: "choice",
      options: [["", field("choose")], ...Object.values(AssignmentRole).map((code) => [code, role(code)] as const)],
    },
    {
      name: "basis",
      label: field("basis"),
      value: values.basis,
      look: "choice",
      options: [["", field("choose")], ...Object.values(AssignmentBasis).map((code) => [code, basis(code)] as const)],
    },
  ];
}
