import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ptbTokenize } from "#lib/metrics";
import { fixture } from "../fixtures.ts";

function read(path: string) {
  return JSON.parse(readFileSync(fixture(path), "utf8"));
}

function line(caption: string): string {
  return ptbTokenize([caption]).lines[0];
}

Deno.test("ptbTokenize() splits short forms, drops punctuation and lowers the case", () => {
  const cases = [
    ["The dog's bowl isn't RED.", "the dog 's bowl is n't red"],
    ["We cannot see; it's gonna be 'tis", "we can not see it 's gon na be 't is"],
    ["(12 oz.), 2% milk, $4.99!!", "-lrb- 12 oz -rrb- 2 % milk $ 4.99 !!"],
    ["Dr. Smith, e.g. at 5 Main St.", "dr. smith e.g. at 5 main st."],
    ["3 1/2 cups, ½ left", "3\u00a01/2 cups 1/2 left"],
    ["see www.foo.com/bar or a@b.org", "see www.foo.com/bar or a@b.org"],
  ];
  for (const [caption, tokens] of cases) assert.equal(line(caption), tokens);
});

Deno.test("ptbTokenize() gives an empty line for nothing, blanks, punctuation and emoji", () => {
  for (const caption of ["", "  \t ", "...", "?", "'' `` -- ; :", "\u{1f600}\u{1f3fd}"]) {
    assert.equal(line(caption), "");
  }
});

Deno.test("ptbTokenize() reads each caption by itself, or all as one text", () => {
  const captions = ["Plan B.", "A dog"];
  assert.deepEqual(ptbTokenize(captions).lines, ["plan b.", "a dog"]);
  assert.deepEqual(ptbTokenize(captions, { mode: "official" }).lines, ["plan b", "a dog"]);
});

Deno.test("ptbTokenize() counts line breaks, and shifts lines only where asked to", () => {
  const captions = ["a\r\nb", "c\u2028d", "e", "f\ng"];
  const aligned = { lines: ["a b", "c d", "e", "f g"], lineBreaks: 3 };
  assert.deepEqual(ptbTokenize(captions), aligned);
  assert.deepEqual(ptbTokenize(captions, { mode: "official" }), aligned);
  const shifted = ptbTokenize(captions, { mode: "official", shift: true });
  assert.deepEqual(shifted, { lines: ["a", "b", "c", "d"], lineBreaks: 3 });
});

Deno.test("ptbTokenize() gives a line to each caption, even where a shift leaves too few", () => {
  const { lines } = ptbTokenize(["a\r", "b"], { mode: "official", shift: true });
  assert.deepEqual(lines, ["a", "b"]);
  assert.deepEqual(ptbTokenize([], { mode: "official" }).lines, []);
  assert.deepEqual(ptbTokenize([]).lines, []);
});

Deno.test("ptbTokenize() takes any text, and gives no blanks that are not single", () => {
  const hostile = [
    "\0\u0001\u001b\ud800x\udc00",
    "\u202eabc\u202c \u200f\u05d0\u05d1",
    "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}".repeat(50),
    "word ".repeat(10_000),
    ...["a!", "<a ", '<a b="', "((", "a'", "a.", "http://", "A. ", "inc. ", "a@", "www."]
      .map((piece) => piece.repeat(20_000)),
  ];
  for (const caption of hostile) {
    const [tokens] = ptbTokenize([caption]).lines;
    assert.equal(tokens, tokens.trim().replace(/ {2,}/g, " "));
  }
});

Deno.test("ptbTokenize() equals the official program on captions", async (test) => {
  const { images }: { images: { id: number; refs: string[]; cand: string }[] } = read(
    "metrics/captions.json",
  );
  const stored = new Map<number, Record<string, (string | null)[]>>(
    read("metrics/ptb_tokens.json").images.map((image: { id: number }) => [image.id, image]),
  );
  await test.step("one by one", () => {
    const texts = images.flatMap(({ refs, cand }) => [...refs, cand]);
    assert.deepEqual(ptbTokenize(texts).lines, images.flatMap(({ id }) => stored.get(id)!.sane));
  });
  await test.step("references as one text, and captions as another", () => {
    const official = images.map(({ id }) => stored.get(id)!.official);
    if (!official.every(Boolean) || images.length !== stored.size) return; // An extract.
    const options = { mode: "official", shift: true } as const;
    const references = ptbTokenize(images.flatMap(({ refs }) => refs), options).lines;
    assert.deepEqual(references, official.flatMap((lines) => lines.slice(0, -1)));
    const captions = ptbTokenize(images.map(({ cand }) => cand), options).lines;
    assert.deepEqual(captions, official.map((lines) => lines.at(-1)));
  });
  await test.step("without a line break at the end", () => {
    for (const { id, refs, cand } of images) {
      stored.get(id)!.eof?.forEach((expected, i) => {
        if (expected === null) return;
        const [tokens] = ptbTokenize([[...refs, cand][i]], { mode: "official" }).lines;
        assert.equal(tokens, expected);
      });
    }
  });
});

Deno.test("ptbTokenize() equals the official program on adversarial lines", () => {
  const { safe, official } = read("metrics/ptb_adversarial.json");
  const different = safe.filter(([text, tokens]: [string, string]) => line(text) !== tokens);
  assert.deepEqual(different, []);
  const { lines } = ptbTokenize(official.captions, { mode: "official", shift: true });
  assert.deepEqual(lines, official.lines);
});
