import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { ClipTokenizer } from "#lib/text";
import { fixture, hasFullFixtures } from "../fixtures.ts";

interface Case {
  text: string;
  ids: number[];
  decoded?: string;
  openai_algorithm_ids?: number[];
  untruncated_length?: number;
  truncated_77_last3?: number[];
}

const read = (path: string) => readFileSync(fixture(`models/${path}`));
const tiny = ClipTokenizer.fromMerges(read("bpe_tiny/merges.txt").toString());

Deno.test("a word is merged pair by pair, the pair learned first before all others", () => {
  const tokenizer = ClipTokenizer.fromMerges("#version\nb c</w>\na b\nab c</w>\n");
  // "abc": bc</w> was learned first, after which nothing joins a.
  const [a, bc] = tokenizer.encode("abc");
  assert.equal(tokenizer.decode([a]), "a");
  assert.equal(tokenizer.decode([bc]), "bc ");
  assert.deepEqual(tokenizer.encode("ab abc"), [
    ...tokenizer.encode("ab"),
    ...tokenizer.encode("abc"),
  ]);
  assert.equal(tokenizer.size, 512 + 3 + 2);
});

Deno.test("each byte has a piece: any text can be encoded and decoded", () => {
  for (const text of ["čšž", "🥫 can", "漢字", "\u0007x", "a\ud800b", ""]) {
    const ids = tiny.encode(text);
    assert.ok(ids.every((id) => id >= 0 && id < tiny.size), text);
  }
  assert.equal(tiny.decode(tiny.encode("🥫 can")), "🥫 can ");
});

Deno.test("rows() puts start and end around a text, and pads by either rule", () => {
  const { padding_example: { texts, max_length, input_ids } } = JSON.parse(
    read("bpe_tiny/expected.json").toString(),
  );
  const rows = tiny.rows(texts, { length: max_length, padding: "end" });
  assert.deepEqual([...rows], input_ids.flat());
  const zero = tiny.rows(texts, { length: max_length });
  const end = tiny.size - 1;
  assert.deepEqual([...zero.subarray(max_length)], [...input_ids[1].slice(0, 4), 0, 0, 0, 0, 0, 0]);
  assert.equal(zero[max_length + 3], end);
});

Deno.test("rows() cuts a long text and keeps its end", () => {
  const rows = tiny.rows(["can ".repeat(200)]);
  assert.equal(rows.length, 77);
  assert.deepEqual([rows[0], rows[76]], [tiny.size - 2, tiny.size - 1]);
});

Deno.test("readMerges() refuses a line that is no pair, and says which", () => {
  assert.throws(() => ClipTokenizer.fromMerges("#version\na b\nabc\n"), {
    name: "SyntaxError",
    message: 'Cannot read merges: line 3 must be two pieces, current value is "abc"',
  });
});

Deno.test("ids and texts are those of the original algorithm, small vocabulary", () => {
  const { strings } = JSON.parse(read("bpe_tiny/expected.json").toString()) as { strings: Case[] };
  assert.ok(strings.length >= 60);
  for (const { text, ids, openai_algorithm_ids } of strings) {
    assert.deepEqual(tiny.encode(text), openai_algorithm_ids ?? ids, JSON.stringify(text));
  }
});

Deno.test({
  name: "ids and texts are those of the original algorithm, CLIP's vocabulary",
  ignore: !hasFullFixtures(),
  fn() {
    const merges = gunzipSync(read("bpe_simple_vocab_16e6.txt.gz")).toString();
    const tokenizer = ClipTokenizer.fromMerges(merges);
    assert.equal(tokenizer.size, 49_408);
    const { strings } = JSON.parse(read("clip_bpe.json").toString()) as { strings: Case[] };
    for (const { text, ids, decoded, ...long } of strings) {
      const found = tokenizer.encode(text);
      assert.deepEqual(found, ids, JSON.stringify(text));
      assert.equal(tokenizer.decode(found), decoded, JSON.stringify(text));
      if (long.untruncated_length === undefined) continue;
      assert.equal(found.length + 2, long.untruncated_length);
      assert.deepEqual([...tokenizer.rows([text]).subarray(-3)], long.truncated_77_last3);
    }
  },
});
