import assert from "node:assert/strict";
import { NGrams, orderOf, splitTokens } from "#lib/text";
import { Random } from "../../lib/tensor/random.ts";

Deno.test("splitTokens() splits at the blanks that Python knows", () => {
  assert.deepEqual(splitTokens("  a\tb\u00a0c\u2003d\x85e\x1cf "), ["a", "b", "c", "d", "e", "f"]);
  assert.deepEqual(splitTokens("a\ufeffb"), ["a\ufeffb"]);
  assert.deepEqual(splitTokens(""), []);
});

Deno.test("NGrams counts the runs of one to four words", () => {
  const nGrams = new NGrams();
  const { ids, counts, length } = nGrams.count("a b a b");
  // a 2, b 2, "a b" 2, "b a" 1, "a b a" 1, "b a b" 1, "a b a b" 1
  assert.equal(length, 4);
  assert.deepEqual([...counts].sort(), [1, 1, 1, 1, 2, 2, 2]);
  assert.deepEqual([...ids].map(orderOf).sort(), [1, 1, 2, 2, 3, 3, 4]);
});

Deno.test("NGrams gives an empty caption no n-gram and a short one few", () => {
  const nGrams = new NGrams();
  assert.equal(nGrams.count("").ids.length, 0);
  assert.equal(nGrams.count("one").ids.length, 1);
  assert.equal(nGrams.count("one two").ids.length, 3);
});

Deno.test("NGrams agrees with a map of strings, past many enlargements", () => {
  const random = new Random(3), nGrams = new NGrams();
  const words = Array.from({ length: 60 }, (_, i) => `w${i}`);
  const known = new Map<string, number>();
  for (let line = 0; line < 1500; line++) {
    const tokens = Array.from({ length: random.integer(20) }, () => random.pick(words));
    const expected = new Map<string, number>();
    tokens.forEach((_, start) => {
      for (let end = start + 1; end <= Math.min(start + 4, tokens.length); end++) {
        const key = tokens.slice(start, end).join(" ");
        if (!known.has(key)) known.set(key, known.size);
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
    });
    const { ids, counts } = nGrams.count(tokens.join(" "));
    const byId = [...expected].map(([key, count]) => [known.get(key)!, count]);
    byId.sort(([a], [b]) => a - b);
    assert.deepEqual([...ids].map((id, i) => [id >> 2, counts[i]]), byId);
  }
  assert.equal(nGrams.size, known.size);
  assert.ok(nGrams.size > 20_000);
});

Deno.test("NGrams can be taken apart and built anew from what stands before each last word", () => {
  const before = new NGrams();
  const { ids } = before.count("a b a b c");
  const after = new NGrams(), known: number[] = [];
  for (const { prefix, word } of before.entries()) {
    known.push(after.extended(prefix < 0 ? -1 : known[prefix >> 2], word));
  }
  assert.equal(after.size, before.size);
  assert.deepEqual(after.count("a b a b c").ids, ids);
  assert.equal(after.extended(-1, "a"), known[0]);
  assert.equal(after.size, before.size);
});

Deno.test("NGrams counts in passing as it counts, and remembers nothing of it, past enlargements", () => {
  const random = new Random(5), kept = new NGrams(), both = new NGrams();
  const line = (words: number) =>
    Array.from({ length: random.integer(20) }, () => `w${random.integer(words)}`).join(" ");
  for (let i = 0; i < 800; i++) {
    const known = line(30), passing = line(40);
    const size = kept.size;
    // The same n-grams as often each; the ids of those that are known are their own.
    const seen = kept.countInPassing(passing);
    assert.equal(kept.size, size);
    const fresh = new NGrams(), alone = fresh.count(passing);
    assert.equal(seen.length, alone.length);
    const shape = ({ ids, counts }: typeof seen) =>
      [...ids].map((id, k) => 4 * counts[k] + orderOf(id)).sort();
    assert.deepEqual(shape(seen), shape(alone));
    assert.deepEqual(kept.count(known), both.count(known));
    assert.deepEqual(kept.countInPassing(known), both.count(known));
  }
  assert.equal(kept.size, both.size);
  assert.ok(kept.size > 10_000);
  assert.deepEqual([...kept.entries()], [...both.entries()]);
});

Deno.test("NGrams keeps apart what a caption in passing says twice and what it says once", () => {
  const nGrams = new NGrams();
  nGrams.count("a b");
  const { ids, counts } = nGrams.countInPassing("a c a c");
  // a 2, c 2, "a c" 2, "c a" 1, "a c a" 1, "c a c" 1, "a c a c" 1; of these only "a" is known.
  assert.equal(new Set(ids).size, 7);
  assert.deepEqual([...counts].sort(), [1, 1, 1, 1, 2, 2, 2]);
  assert.equal(ids.filter((id) => id >> 2 < nGrams.size).length, 1);
});
