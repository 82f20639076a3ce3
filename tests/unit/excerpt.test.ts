import fc from "fast-check";
import { expect, test } from "vitest";
import { excerptOf, piecesOf } from "#lib/recommendations/excerpt.ts";

const long =
  "Banks should lend to small enterprises in every province of the country, and do so without asking for land. ";

test("a phrase is shown with whole words around it, and dots where the text goes on", () => {
  const excerpt = excerptOf(`${long}The zebra is named here. ${long}`, ["ZEBRA"]);
  expect(excerpt?.hit).toBe("zebra");
  expect(excerpt?.before).toMatch(/^…[a-z].* The $/);
  expect(excerpt?.after).toMatch(/^ is named here\. Banks.*\w…$/);
  for (const around of [excerpt?.before, excerpt?.after]) expect(around?.length).toBeLessThanOrEqual(62);
});

test("a short text is shown whole", () => {
  expect(excerptOf("A zebra\nand more", ["zebra"])).toEqual({ before: "A ", hit: "zebra", after: " and more" });
});

test("text without spaces is cut between two letters, not within one", () => {
  const text = "សហគ្រាសតូចៗ".repeat(20);
  const excerpt = excerptOf(`${text}ឥណទាន${text}`, ["ឥណទាន"]);
  expect(excerpt?.hit).toBe("ឥណទាន");
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const shown = [...new Intl.Segmenter().segment(excerpt?.before.slice(1) ?? "")].map(({ segment }) => segment);
  expect(shown.length).toBeGreaterThan(40);
  expect(letters.slice(-shown.length)).toEqual(shown);
});

test("what has a meaning in a pattern has none in a phrase", () => {
  for (const phrase of ["50%", "a.b", "(x", "[", "a|b", "\\d", "^", "$", "c++", "a-b", "{2}"])
    expect(excerptOf(`before ${phrase} after`, [phrase])?.hit).toBe(phrase);
  expect(excerptOf("axb", ["a.b"])).toBeUndefined();
});

test("a text in pieces is the text, and each piece that is marked is one of the phrases", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "b", "B", " ", "ក", "İ", "%") }), (text) => {
      const pieces = piecesOf(text, ["ab", "ក", "%"]);
      expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      for (const { text: piece, isHit } of pieces) expect(isHit).toBe(["ab", "aB", "ក", "%"].includes(piece));
    }),
  );
});
