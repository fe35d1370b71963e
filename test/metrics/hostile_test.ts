import assert from "node:assert/strict";
import { meteor, type Metric, N_GRAM_METRICS, score, spice } from "#lib/metrics";
import { Random } from "#lib/tensor";

const METRICS: readonly Metric[] = [
  ...N_GRAM_METRICS,
  (said, written) => meteor(said, written),
  (said, written) => spice(said, written),
];

/** Texts that nobody means as captions; models and files hold them all the same. */
const STRANGE: readonly string[] = [
  ...[
    "",
    " ",
    "\0",
    "\t",
    "...",
    "!?!?",
    "''",
    "``",
    '"',
    "(",
    ")",
    "-",
    "--",
    "$",
    "</s>",
    "<unk>",
    "|||",
  ],
  ...[
    "\ud800",
    "a\udfffb",
    "\udc00\ud800",
    "\ufeffa cat",
    "a\u00a0cat",
    "e\u0301",
    "\u0130I\u0131",
    "ΑΣ",
  ],
  ..."\u202ea red can,كلب على أريكة,חתול על ספה,一只狗,犬がいます,개,สุนัข".split(","),
  ...["👩‍👩‍👧‍👦 on a sofa", "🇩🇪🇫🇷", "👍🏽", "a \u{1f436}\u{fe0f} dog", "z\u0300\u0316\u0301algo"],
  ...[
    "http://a.b/c?d=e&f",
    "a@b.c",
    "#dog",
    "1,000.50",
    "3/4",
    "U.S.A.",
    "don't've",
    "can’t",
    "rock'n'roll",
  ],
  ...["constructor", "__proto__", "toString", "hasOwnProperty"],
  "word ".repeat(10_000),
  "the dog ".repeat(5_000),
  "x".repeat(50_000),
  "'".repeat(5_000),
  "(((".repeat(2_000),
  ...Array.from({ length: 32 }, (_, code) => `a${String.fromCharCode(code)}dog`),
  ...Array.from({ length: 33 }, (_, i) => `a${String.fromCharCode(0x7f + i)}dog`),
  ...["\u2028", "\u2029", "\u0085", "\v", "\f", "\r\n"].map((line) => `a dog${line}a cat`),
];

/** Two hundred hostile texts: the ones above, and strings of random code units. */
function hostileTexts(): string[] {
  const random = new Random(7);
  const more = Array.from(
    { length: 200 - STRANGE.length },
    () =>
      String.fromCharCode(
        ...Array.from({ length: 40 }, () => Math.floor(random.uniform() * 0x10000)),
      ),
  );
  return [...STRANGE, ...more];
}

const CAPTIONS = ["a red can of soda", "a dog on a couch", "two books on a wooden table"];
const REFERENCES = [
  ["a can of soda on a table", "red soda can"],
  ["a dog is sleeping on the sofa", "brown dog on a couch"],
  ["two books lie on a table", "a couple of old books"],
];

Deno.test("hostile captions never throw, never score NaN, and change no other image's score", async () => {
  const texts = hostileTexts();
  assert.equal(texts.length, 200);
  const references = texts.map(() => ["a dog on a sofa"]);
  // The document frequencies are those of the same references, with and without hostile captions.
  const plain = await score([...CAPTIONS, ...texts.map(() => "a dog")], [
    ...REFERENCES,
    ...references,
  ], { metrics: METRICS });
  const { scores } = await score([...CAPTIONS, ...texts], [...REFERENCES, ...references], {
    metrics: METRICS,
  });
  assert.equal(Object.keys(scores).length, 8);
  for (const [name, { corpus, images }] of Object.entries(scores)) {
    assert.ok(Number.isFinite(corpus), name);
    images.forEach((value, i) =>
      assert.ok(Number.isFinite(value), `${name}, ${JSON.stringify(texts[i - 3]?.slice(0, 40))}`)
    );
    assert.deepEqual(images.slice(0, 3), plain.scores[name].images.slice(0, 3), name);
  }
});

Deno.test("hostile references never throw and never give NaN", async () => {
  const texts = hostileTexts();
  const captions = texts.map(() => "a dog on a couch");
  const references = texts.map((text) => [text, "a dog"]);
  const both = await score(captions, references, { metrics: METRICS });
  const alone = await score(captions, texts.map((text) => [text]), { metrics: METRICS });
  for (const { scores } of [both, alone]) {
    for (const [name, { corpus, images }] of Object.entries(scores)) {
      assert.ok(Number.isFinite(corpus) && images.every(Number.isFinite), name);
    }
  }
});
