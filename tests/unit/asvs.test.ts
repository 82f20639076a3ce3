import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/asvs.md", root), "utf8");

type Row = { number: string; level: number; state: string; why: string };

const rows: Row[] = [...page.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, number = "", level, state = "", why = ""]) => ({ number, level: Number(level), state, why }),
);
const filesIn = (text: string) =>
  [...text.matchAll(/`((?:app|lib|components|scripts|tests|docs)\/[^`]+)`/g)].map(([, file = ""]) => file);

test("the page has every requirement of levels 1 and 2 once, in order, but those of WebRTC", () => {
  const numbers = rows.map(({ number }) => number);
  expect(rows.filter(({ level }) => level === 1)).toHaveLength(70);
  expect(rows.filter(({ level }) => level === 2)).toHaveLength(176);
  expect(new Set(numbers).size).toBe(numbers.length);
  const order = (number: string) => number.split(".").reduce((sum, part) => sum * 100 + Number(part), 0);
  expect(numbers).toEqual(numbers.toSorted((one, other) => order(one) - order(other)));
  expect(page.split("\n").filter((line) => /^\| \d/.test(line))).toHaveLength(rows.length);
});

test("each is met, not applicable or open, and the page counts them", () => {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  const [met, not, open] = [count("met"), count("not applicable"), count("open")];
  expect(met + not + open).toBe(rows.length);
  expect(page).toContain(`Of ${rows.length} requirements ${met} are met, ${not} do not apply and ${open} are open.`);
});

test("every file that is named is there, and most of what is met is shown by a test", () => {
  const named = filesIn(page);
  expect(named.length).toBeGreaterThan(150);
  expect([...new Set(named)].filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  const met = rows.filter(({ state }) => state === "met");
  const tested = met.filter(({ why }) => filesIn(why).some((file) => file.startsWith("tests/")));
  expect(tested.length / met.length).toBeGreaterThan(0.75);
});
