import { gallery, type Page, scoreTable } from "#lib/figures";
import assert from "node:assert/strict";
import { assertStored, JPEG } from "./stored.ts";

const ITEM = {
  image: JPEG,
  title: "picture 17",
  captions: [
    { model: "nearest-neighbour", caption: "keys on a table" },
    { model: "cnn-lstm", caption: "a <unk> & keys", score: { metric: "CIDEr-D", value: 0.834 } },
  ],
  references: ["Keys <b>on</b> a table.", "A fob.", "Three keys.", "A fourth one."],
};

/** Elements are closed in order, and no style sheet, script or class is needed. */
function assertWellFormed({ html }: Page): void {
  const open: string[] = [];
  for (const [, close, tag] of html.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
    if (tag === "img") continue;
    if (close) assert.equal(open.pop(), tag);
    else open.push(tag);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(html, /<(style|script)|class=/);
}

Deno.test("gallery() looks as stored", () => {
  const page = gallery([ITEM]);
  assertWellFormed(page);
  assertStored("gallery.html", page.html);
});

Deno.test("gallery() escapes captions and references and describes the picture", () => {
  const page = gallery([ITEM], { references: 1 });
  assert.match(page.html, /Keys &lt;b&gt;on&lt;\/b&gt; a table\./);
  assert.match(page.html, /alt="picture 17: Keys &lt;b&gt;on/);
  assert.doesNotMatch(page.html, /A fob/);
  assert.match(page.description, /^picture 17\n {2}Nearest neighbour: keys on a table\n/);
});

Deno.test("gallery() says when a model says nothing, and refuses a file that is no picture", () => {
  const silent = { ...ITEM, captions: [{ model: "m", caption: "" }], references: [] };
  assert.match(gallery([silent]).html, /\(nothing\)/);
  assert.throws(() => gallery([{ ...ITEM, image: new Uint8Array(3) }]), TypeError);
});

const ROWS = [
  { model: "constant-caption", scores: { "CIDEr-D": { value: 0.1, low: 0.08, high: 0.12 } } },
  {
    model: "cnn-lstm",
    scores: { "BLEU-4": { value: 0.25 }, "CIDEr-D": { value: 1.234, low: 1.1, high: 1.3 } },
  },
];
const PAPER = {
  heading: "Paper, VizWiz",
  rows: [{ model: "cnn-lstm", scores: { "CIDEr-D": { value: 0.127 } } }],
};
const OPTIONS = { metrics: ["BLEU-4", "CIDEr-D"], caption: "mini <validation>", paper: PAPER };

Deno.test("scoreTable() looks as stored", () => {
  const page = scoreTable(ROWS, OPTIONS);
  assertWellFormed(page);
  assertStored("score_table.html", page.html);
});

Deno.test("scoreTable() keeps the paper's scores in a group of their own", () => {
  const groups = scoreTable(ROWS, OPTIONS).html.split("<tbody>").slice(1);
  assert.equal(groups.length, 2);
  assert.match(groups[0], /mini &lt;validation&gt;/);
  assert.match(groups[0], /1\.234.*\[1\.100, 1\.300\]/);
  assert.doesNotMatch(groups[0], /0\.127/);
  assert.match(groups[1], /Paper, VizWiz.*0\.127/);
});

Deno.test("scoreTable() aligns its plain text and marks what is missing", () => {
  assert.equal(
    scoreTable(ROWS.slice(1), { ...OPTIONS, paper: undefined, metrics: ["BLEU-4", "SPICE"] })
      .description,
    ["          BLEU-4  SPICE", "mini <validation>", "CNN+LSTM   0.250      –"].join("\n"),
  );
});
