import assert from "node:assert/strict";
import { Random } from "#lib/tensor";
import { BEAM, Beam } from "../../../lib/metrics/meteor/beam.ts";
import { javaHash } from "../../../lib/metrics/meteor/java_hash.ts";
import { Trie } from "../../../lib/metrics/meteor/trie.ts";

Deno.test("javaHash() is Java's", () => {
  assert.equal(javaHash(""), 0);
  assert.equal(javaHash("a"), 97);
  assert.equal(javaHash("hello"), 99162322); // as "hello".hashCode() gives
  assert.equal(javaHash("polygenelubricants"), -2147483648);
  assert.equal(javaHash("as"), javaHash("c5"));
});

Deno.test("Beam keeps what a stable sort of everything has in front", () => {
  const random = new Random(1), below = (end: number) => Math.floor(random.uniform() * end);
  for (const offers of [0, 1, BEAM, BEAM + 1, 400]) {
    const all = Array.from({ length: offers }, (_, path) => {
      return { path, step: path % 7, matches: below(3), chunks: below(3), distance: below(4) };
    });
    const beam = new Beam();
    for (const each of all) beam.offer(each);
    const sorted = all.toSorted((a, b) =>
      b.matches - a.matches || a.chunks - b.chunks || a.distance - b.distance
    ).slice(0, BEAM);
    const kept = Array.from(beam.order.subarray(0, beam.size), (slot) => beam.paths[slot]);
    assert.deepEqual(kept, sorted.map(({ path }) => path));
    const worst = sorted.at(-1);
    const equal = worst && beam.isOpen(worst.matches, worst.chunks, worst.distance);
    assert.equal(equal ?? true, offers < BEAM);
  }
});

Deno.test("Trie numbers sequences, also while it grows, and again from its nodes", () => {
  const trie = new Trie(), numbers = new Map<string, number>();
  for (let i = 0; i < 5000; i++) {
    let node = 0, text = "";
    for (const last of [i % 17, -i, i * 7919]) {
      node = trie.add(node, last);
      text += ` ${last}`;
      assert.equal(numbers.get(text) ?? node, node);
      numbers.set(text, node);
    }
  }
  assert.equal(trie.size, numbers.size + 1);
  assert.equal(new Set(numbers.values()).size, numbers.size);
  const again = new Trie(trie.nodes());
  for (const [text, node] of numbers) {
    const sequence = text.trim().split(" ").map(Number);
    for (const each of [trie, again]) {
      assert.equal(sequence.reduce((at, last) => each.find(at, last), 0), node);
    }
  }
  assert.equal(again.find(0, 99), 0);
});
