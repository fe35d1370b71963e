import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finishPage, pageKey } from "../../../lib/cli/reports/page.ts";
import { inFolder } from "../../temporary.ts";

const HEAD = "<head><title>A</title></head>";

Deno.test("finishPage() puts pictures inside, relative to the notebook's folder", async () => {
  await inFolder(async (root) => {
    const folder = join(root, "notebooks");
    mkdirSync(folder);
    mkdirSync(join(root, "figures"));
    writeFileSync(join(folder, "a.png"), "png!");
    writeFileSync(join(root, "figures", "b c.svg"), "<svg/>");
    writeFileSync(join(folder, "d.JPG"), "jpg!");
    const page = await finishPage(
      `${HEAD}<img alt="x" src="a.png"><img src="../figures/b%20c.svg"><img src="d.JPG"><img src="a.png">`,
      { folder, key: "k" },
    );
    const sources = [...page.matchAll(/src="data:([^;]+);base64,([^"]*)"/g)]
      .map(([, type, data]) => [type, atob(data)]);
    assert.deepEqual(sources, [
      ["image/png", "png!"],
      ["image/svg+xml", "<svg/>"],
      ["image/jpeg", "jpg!"],
      ["image/png", "png!"],
    ]);
    assert.match(page, /<img alt="x" src="data:/);
  });
});

Deno.test("finishPage() leaves embedded pictures and those of other sites alone", async () => {
  const body = '<img src="data:image/png;base64,AA=="><img src="https://example.org/a.png">';
  const page = await finishPage(HEAD + body, { folder: "/nowhere", key: "k" });
  assert.ok(page.endsWith(body));
});

Deno.test("finishPage() refuses a picture that is missing or of another kind", async () => {
  await inFolder(async (folder) => {
    const finish = (name: string) => finishPage(`<img src="${name}">`, { folder, key: "k" });
    await assert.rejects(finish("film.gif"), {
      name: "TypeError",
      message: 'Cannot embed "film.gif": SVG, PNG or JPEG is needed',
    });
    await assert.rejects(finish("missing.png"), { code: "ENOENT" });
  });
});

Deno.test("finishPage() lets links to notebooks lead to their reports, and others to their files", async () => {
  const link = async (href: string) => {
    const page = await finishPage(`<a class="x" href="${href}">a</a>`, { folder: ".", key: "k" });
    return page.match(/href="([^"]*)"/)![1];
  };
  assert.equal(await link("02-baseline.ipynb"), "02-baseline.html");
  assert.equal(await link("./02-baseline.ipynb#Results"), "02-baseline.html#Results");
  // The report lies one folder deeper than the notebook.
  assert.equal(await link("../data/README.md"), "../../data/README.md");
  assert.equal(await link("#Results"), "#Results");
  assert.equal(
    await link("https://example.org/02-baseline.ipynb"),
    "https://example.org/02-baseline.ipynb",
  );
});

Deno.test("finishPage() renders the formulas of the prose", async () => {
  const body = '<div data-mime-type="text/markdown"><p>$x$ <code>$y$</code></p></div>';
  const page = await finishPage(HEAD + body, { folder: ".", key: "k" });
  assert.match(page, /<p><math>.*<\/math> <code>\$y\$<\/code><\/p>/s);
});

Deno.test("pageKey() reads the key from the head, and nothing from other pages", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.html");
    assert.equal(await pageKey(path), undefined);
    writeFileSync(path, await finishPage(HEAD, { folder, key: "0123abcd" }));
    assert.equal(await pageKey(path), "0123abcd");
    writeFileSync(path, HEAD);
    assert.equal(await pageKey(path), undefined);
  });
});

Deno.test("finishPage() writes the key once, into the head", async () => {
  const page = await finishPage(`${HEAD}<p>&lt;/title&gt; and <b>body</b></p>`, {
    folder: ".",
    key: "k1",
  });
  assert.equal(page.match(/name="reproduce"/g)?.length, 1);
  assert.ok(page.indexOf('content="k1"') < page.indexOf("</head>"));
});
