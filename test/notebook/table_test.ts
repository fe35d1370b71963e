import { DISPLAY, markdown, table, tablePage, versions } from "#lib/notebook";
import assert from "node:assert/strict";

Deno.test("table() sets numbers at the right, with thousands and decimals by column", () => {
  const rows = [
    { split: "train", pictures: 3000, share: 0.75 },
    { split: "val", pictures: 600, share: 0.15 },
  ];
  assert.equal(
    tablePage(rows, { caption: "By split" }).description,
    ["By split", "split  pictures  share", "train     3,000  0.750", "val         600  0.150"].join(
      "\n",
    ),
  );
  const cells = tablePage(rows).html.match(/<td [^>]*>/g)!;
  assert.deepEqual(cells.map((cell) => /text-align: (\w+)/.exec(cell)![1]), [
    ...["left", "right", "right"],
    ...["left", "right", "right"],
  ]);
});

Deno.test("table() takes columns in order, with labels and decimals", () => {
  const { description } = tablePage([{ a: 1, b: 0.12345 }], {
    columns: [{ key: "b", label: "B", digits: 1 }, "a"],
  });
  assert.equal(description, "  B  a\n0.1  1");
});

Deno.test("table() shows what is missing or not finite as a dash, and truth as words", () => {
  const rows = [{ n: null, ok: true }, { n: -2, ok: false }, { n: NaN }];
  assert.equal(tablePage(rows).description, " n  ok\n –  yes\n−2  no\n –  –");
});

Deno.test("table() escapes keys, values and caption", () => {
  const { html } = tablePage([{ "<k>": "<v>" }], { caption: "<c>" });
  for (const part of ["&lt;k&gt;", "&lt;v&gt;", "&lt;c&gt;"]) assert.ok(html.includes(part));
  assert.doesNotMatch(html, /<[kvc]>/);
});

Deno.test("table() of no rows has its headings only", () => {
  assert.equal(tablePage([], { columns: ["a", "b"] }).description, "a  b");
  assert.equal(tablePage([]).description, "");
});

Deno.test("table() shows as HTML and text", async () => {
  assert.deepEqual(Object.keys(await table([{ a: 1 }])[DISPLAY]()), ["text/html", "text/plain"]);
});

Deno.test("versions() shows the named facts and nothing else", async () => {
  const facts = {
    ...{ deno: "2.8.1", tensorflow: "2.21.0", tfjs: "4.22.0", device: "CPU", threads: 1 },
    ...{ processor: "A & B", cores: 2, memory: 16, host: "secret-host", line: "/home/me" },
  };
  const forms = await versions(facts)[DISPLAY]();
  assert.equal(
    forms["text/plain"],
    [
      "Runs on",
      "Deno           2.8.1",
      "TensorFlow     2.21.0",
      "TensorFlow.js  4.22.0",
      "Device         CPU, 1 thread",
      "Processor      A & B, 2 cores",
      "Memory         16 GiB",
    ].join("\n"),
  );
  assert.match(String(forms["text/html"]), /A &amp; B/);
  assert.doesNotMatch(JSON.stringify(forms), /secret-host|home/);
});

Deno.test("markdown`` formats numbers and takes the meaning from special characters", async () => {
  const word = "<img src=x> *a* [b](c) $d$";
  const forms = await markdown`**${1234}** of ${0.5}: ${word}`[DISPLAY]();
  assert.equal(
    forms["text/markdown"],
    "**1,234** of 0.500: \\<img src=x\\> \\*a\\* \\[b\\](c) \\$d\\$",
  );
  assert.equal(forms["text/plain"], `1,234 of 0.500: ${word}`);
});
