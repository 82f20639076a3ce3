import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { judge } from "#lib/assignments/entry.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { answers, findings } from "#lib/assignments/status.ts";
import { DelayReason, ExitDecision, Implementation, Stance, UpdateKind } from "#lib/generated/enums.ts";
import { planFields } from "../../app/reports/[report]/recommendations/[code]/entry-plan.ts";
import messages from "../../messages/en.json" with { type: "json" };

const css = readFileSync(resolve(import.meta.dirname, "../../app/globals.css"), "utf8");
const options = {
  status: [...Object.values(Implementation), "note"],
  response: Object.keys(answers),
  verification: Object.keys(findings),
  exitDecision: Object.values(ExitDecision),
  stance: Object.values(Stance),
};
const target = { on: "2003-01-31", precision: "month" } as const;
const plans = Object.values(UpdateKind).flatMap((kind) =>
  (kind === "correction" ? (["progress", "response", "target"] as const) : [null]).flatMap((corrected) =>
    [null, target].flatMap((targetOn) =>
      [false, true].map((isOnBehalf) => ({
        kind,
        situation: { targetOn, isOnBehalf, corrected },
        fields: planFields(kind, { targetOn, isOnBehalf, corrected }, options, {}),
      })),
    ),
  ),
);

test("whatever an entry of a kind can be told to mend, its form asks for under that choice", () => {
  for (const { kind, situation, fields } of plans)
    for (const choice of ["", ...Object.values(options).flat(), ...Object.values(DelayReason)]) {
      const chosen = Object.fromEntries([...Object.keys(options), "delayReason"].map((name) => [name, choice]));
      const problems = judge(parseEntry({ ...chosen, kind }), {
        state: { implementation: "not_started", exitRequested: null, targetOn: situation.targetOn },
        mayApprove: true,
        isOnBehalf: situation.isOnBehalf,
        today: "2002-03-15",
        publishedOn: { on: "2000-08-31", precision: "month" },
        corrected: situation.corrected,
        action: kind === "action" ? { targetOn: situation.targetOn } : null,
      });
      for (const { field } of problems) {
        const name = field.replace(/^evidence\..*/, "evidence");
        const planned = fields.find((one) => one.name === name);
        // Where nothing deciding is chosen yet, what depends on it is not asked.
        expect(planned, `${kind} ${choice}: ${field}`).toBeDefined();
        if (planned?.askedBy) expect(planned.askedBy, `${kind} ${choice}: ${field}`).toContain(choice);
      }
    }
});

test("what only some choices ask for has its rule in the style sheet", () => {
  const codes = new Set(plans.flatMap(({ fields }) => fields.flatMap(({ askedBy = [] }) => askedBy)));
  expect(codes.size).toBeGreaterThan(8);
  for (const code of codes) expect(css).toContain(`.asks:has([value="${code}"]:checked) .asked-${code}`);
});

test("every field and every choice has its words", () => {
  const words = messages.fields as Record<string, unknown>;
  const choices = messages.choices as Record<string, Record<string, { title?: string }>>;
  for (const { name, options: codes = [] } of plans.flatMap(({ fields }) => fields)) {
    if (name !== "evidence") expect(words[name], name).toHaveProperty("label");
    if (name === "exitReason" || name === "delayReason")
      for (const code of codes) expect(messages[name], `${name} ${code}`).toHaveProperty([code]);
    else if (name !== "status")
      for (const code of codes) expect(choices[name]?.[code]?.title, `${name} ${code}`).toBeTruthy();
  }
});
