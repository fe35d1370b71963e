import { bars, drawing, scoreTable } from "#lib/figures";
import { bundle, DISPLAY, show } from "#lib/notebook";
import assert from "node:assert/strict";

const CHART = bars([{ label: "blur", count: 3 }], { title: "Flags", x: "pictures" });

Deno.test("bundle() of a chart holds Vega-Lite 5, SVG and text, and no HTML that would hide them", async () => {
  const forms = await bundle(CHART);
  assert.deepEqual(Object.keys(forms), [
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "text/plain",
  ]);
  assert.equal(forms["application/vnd.vegalite.v5+json"], CHART.spec);
  assert.match(String(forms["image/svg+xml"]), /^<svg /);
  assert.equal(forms["text/plain"], "Flags. Bars of pictures: blur 3.");
});

Deno.test("bundle() of a drawing holds SVG and text, of a page HTML and text", async () => {
  const figure = drawing([], { title: "T", description: "D", width: 1, height: 1 });
  assert.deepEqual(await bundle(figure), { "image/svg+xml": figure.svg, "text/plain": "D" });
  const page = scoreTable([], { metrics: [], caption: "none" });
  assert.deepEqual(Object.keys(await bundle(page)), ["text/html", "text/plain"]);
});

Deno.test("show() answers to the key that the kernel asks for", async () => {
  assert.equal(DISPLAY as symbol, Symbol.for("Jupyter.display"));
  assert.deepEqual(await show(CHART)[DISPLAY](), await bundle(CHART));
});

Deno.test("bundle() can be sent as JSON", async () => {
  const forms = await bundle(CHART);
  assert.deepEqual(JSON.parse(JSON.stringify(forms)), forms);
});
