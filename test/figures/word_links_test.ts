import { wordLinks } from "#lib/figures";
import assert from "node:assert/strict";
import { assertAccessible, assertStored } from "./stored.ts";

const OPTIONS = {
  title: "Which words are matched?",
  subtitle: "made up",
  top: { name: "CNN+LSTM", words: "a cell phone lying on <unk>".split(" ") },
  bottom: { name: "a person", words: "there is a black smartphone that lies on carpet".split(" ") },
};
const LINKS = [
  { top: [0], bottom: [2] },
  { top: [1, 2], bottom: [4], note: "paraphrase" },
  { top: [3], bottom: [6], note: "stem" },
  { top: [4], bottom: [7] },
];

/** Words of the drawing by their colour. */
function words(svg: string, color: string): string[] {
  const texts = [...svg.matchAll(/<text [^>]*font-size="13.5"[^>]*fill="(#\w+)"[^>]*>([^<]*)</g)];
  return texts.filter(([, fill]) => fill === color).map(([, , text]) => text);
}

Deno.test("wordLinks() looks as stored", () => {
  const { svg } = wordLinks(LINKS, OPTIONS);
  assertAccessible(svg);
  assertStored("word_links.svg", svg);
});

Deno.test("wordLinks() greys the words without a partner", () => {
  const { svg } = wordLinks(LINKS, OPTIONS);
  assert.deepEqual(words(svg, "#818b98"), [
    "&lt;unk&gt;",
    "there",
    "is",
    "black",
    "that",
    "carpet",
  ]);
});

Deno.test("wordLinks() says both lines and each match", () => {
  assert.equal(
    wordLinks(LINKS, OPTIONS).description,
    'Which words are matched? CNN+LSTM: "a cell phone lying on <unk>". ' +
      'a person: "there is a black smartphone that lies on carpet". ' +
      "4 matches: a, cell phone – smartphone (paraphrase), lying – lies (stem), on.",
  );
  assert.match(wordLinks(LINKS.slice(0, 1), OPTIONS).description, /1 match: a\.$/);
});

Deno.test("wordLinks() sets upright what can stand upright", () => {
  const same = {
    ...OPTIONS,
    top: { name: "x", words: ["b"] },
    bottom: { name: "y", words: ["aaa", "b"] },
  };
  const { svg } = wordLinks([{ top: [0], bottom: [1] }], same);
  const [, x1, x2] = /<line x1="([\d.]+)" y1="[\d.]+" x2="([\d.]+)"/.exec(svg)!;
  assert.equal(x1, x2);
});

Deno.test("wordLinks() draws lines without a match, and lines of nothing", () => {
  const nothing = { ...OPTIONS, bottom: { name: "y", words: [] } };
  assert.match(wordLinks([], nothing).description, /0 matches\.$/);
});

Deno.test("wordLinks() refuses a word that is not there", () => {
  for (const wrong of [9, -1, 0.5]) {
    assert.throws(() => wordLinks([{ top: [0], bottom: [wrong] }], OPTIONS), {
      name: "RangeError",
      message: `Cannot link words: a position must be below 9, current value is ${wrong}`,
    });
  }
});
