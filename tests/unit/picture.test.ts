import { afterEach, expect, test, vi } from "vitest";
import { drawable, drawPicture, pictureSize } from "#components/sharing/picture.tsx";

afterEach(() => vi.unstubAllGlobals());

const word = (n: number, of: number, meaning: string) => ({
  figure: { n, of },
  words: `${n} of ${of}`,
  percent: "",
  meaning,
});

const every = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));

test("a sign that the fonts lack is left out of a picture, and the others stay", () => {
  expect(drawable("Crédit “Đồng Nai” 🙂 – 数 តាមដាន ©\n5 €")).toBe("Crédit “Đồng Nai” – © 5 €");
});

test("a picture has the size that others expect, and nothing is fetched for it, whatever its words", async () => {
  const fetched: string[] = [];
  const read = fetch;
  vi.stubGlobal("fetch", async (...asked: Parameters<typeof fetch>) => {
    // What draws carries a part of itself in an address.
    if (String(asked[0]).startsWith("data:")) return read(...asked);
    fetched.push(String(asked[0]));
    throw new Error("The network is not to be asked.");
  });
  const signs = [...every(0x20, 0x2fff), ...every(0x1f300, 0x1f6ff), "㍿", "漢"].map(drawable).filter(Boolean);
  expect(signs.length).toBeGreaterThan(700);
  for (let start = 0; start < signs.length; start += 150) {
    const some = signs.slice(start, start + 150).join(" ");
    const png = Buffer.from(await drawPicture({ over: "All signs", title: "Signs", text: [some], asOf: "Today" }));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([pictureSize.width, pictureSize.height]);
  }
  expect(fetched).toEqual([]);
});

test("a picture shows how much is done: another share is another picture", async () => {
  const draw = async (verified: number, reported: number) =>
    Buffer.from(
      await drawPicture({
        over: "Report",
        title: "A title",
        figures: {
          verified: word(verified, 37, "verified"),
          reported: word(reported, 37, "reported"),
          scope: "Of all",
        },
        asOf: "Today",
      }),
    );
  const pictures = await Promise.all([draw(0, 0), draw(3, 8), draw(37, 37)]);
  expect(new Set(pictures.map((png) => png.toString("base64"))).size).toBe(3);
});
