import { bars, chart, dataUri, escapeText, lossCurves, renderSvg } from "#lib/figures";
import assert from "node:assert/strict";
import { assertAccessible, JPEG } from "./stored.ts";

const points = [{ update: 0, loss: 4 }, { update: 100, loss: 3 }, { update: 200, loss: 2.5 }];
const curve = { model: "cnn-lstm", split: "validation", points } as const;

Deno.test("renderSvg() gives an accessible document for hostile text", async () => {
  const hostile = `</text><script>alert("1")</script> & ' \u0001`;
  const svg = await renderSvg(
    bars([{ label: hostile, count: 3 }], { title: hostile, subtitle: hostile, x: hostile }),
  );
  assertAccessible(svg);
  assert.doesNotMatch(svg, /<script/);
});

Deno.test("renderSvg() gives the same text again, also when charts are drawn at once", async () => {
  const first = lossCurves([curve], { title: "First" });
  const second = lossCurves([curve], { title: "Second" });
  const alone = await renderSvg(first);
  const [a, b, c] = await Promise.all([first, second, first].map(renderSvg));
  assert.equal(a, alone);
  assert.equal(c, alone);
  assert.notEqual(b, alone);
});

Deno.test("renderSvg() gives the clip paths of two charts different ids", async () => {
  const ids = async (title: string) => {
    const svg = await renderSvg(lossCurves([curve], { title }));
    assertAccessible(svg);
    const used = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    assert.ok(used.length > 0);
    for (const id of used) assert.match(svg, new RegExp(` id="${id}"`));
    return used;
  };
  const first = new Set(await ids("First"));
  for (const id of await ids("Second")) assert.ok(!first.has(id));
});

Deno.test("renderSvg() rounds coordinates, but not the text of labels", async () => {
  const svg = await renderSvg(bars([{ label: "p = 0.123456", count: 3 }], { title: "T", x: "x" }));
  assert.match(svg, />p = 0\.123456</);
  assert.doesNotMatch(svg.replace(/>[^<]*</g, "><"), /\d\.\d{3}/);
});

Deno.test("renderSvg() lays text out with the font's widths", async () => {
  const width = async (label: string) => {
    const svg = await renderSvg(bars([{ label, count: 1 }], { title: "T", x: "x" }));
    return Number(/width="([\d.]+)"/.exec(svg)![1]);
  };
  // Ten "i" are 22.2 px wide in 10 px, ten "W" 94.4: the label's size is 12.
  const difference = await width("W".repeat(10)) - await width("i".repeat(10));
  assert.ok(Math.abs(difference - 12 * (9.44 - 2.22)) <= 1, String(difference));
});

Deno.test("renderSvg() leaves the chart as it was", async () => {
  const chart = bars([{ label: "a", count: 1 }], { title: "T", x: "x" });
  const before = structuredClone(chart);
  await renderSvg(chart);
  assert.deepEqual(chart, before);
});

Deno.test("renderSvg() refuses a specification that Vega-Lite cannot read", async () => {
  const broken = chart({ mark: "nonsense", data: { values: [] } }, {
    title: "T",
    description: "D",
  });
  await assert.rejects(renderSvg(broken), Error);
});

Deno.test("escapeText() escapes quotes and brackets and replaces control characters", () => {
  assert.equal(
    escapeText(`<a b="c" d='e'>&\u0000`),
    "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\ufffd",
  );
});

Deno.test("dataUri() embeds JPEG and PNG by their first bytes and refuses anything else", () => {
  assert.match(dataUri(JPEG), /^data:image\/jpeg;base64,\/9j\//);
  assert.match(dataUri(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)), /^data:image\/png;base64,iVBORw==/);
  assert.throws(() => dataUri(Uint8Array.of(60, 115, 118)), {
    name: "TypeError",
    message: "Cannot embed a picture: its bytes must be a JPEG or PNG file, " +
      "current value is 3 bytes that start with [60,115,118]",
  });
});
