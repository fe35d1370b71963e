import assert from "node:assert/strict";
import { renderFormulas } from "../../../lib/cli/reports/formulas.ts";

/** A piece of prose as nbconvert writes it. */
const prose = (html: string) =>
  `<div class="cell"><div data-mime-type="text/markdown">${html}</div></div>`;

Deno.test("renderFormulas() turns formulas in prose into MathML", () => {
  const page = renderFormulas(prose("<p>The mean $x_0 = W f$ of all.</p>"));
  assert.match(page, /<p>The mean <math>.*<\/math> of all\.<\/p>/s);
  assert.match(page, /<msub>.*x.*0.*<\/msub>/s);
  assert.ok(!page.includes("$"));
});

Deno.test("renderFormulas() keeps a formula in one line with what touches it", () => {
  const page = renderFormulas(prose("<p>(for all $x$), then $y$ and $K$-means.</p>"));
  assert.match(page, /\(for all <span class="unbroken"><math>.*?<\/math>\),<\/span> then <math>/s);
  assert.match(page, / and <span class="unbroken"><math>.*?<\/math>-<\/span>means\./s);
  const bracket = renderFormulas(prose("<p>of words ($V$)</p>"));
  assert.match(bracket, /of words <span class="unbroken">\(<math>.*?<\/math>\)<\/span>/s);
});

Deno.test("renderFormulas() shows $$…$$ on a line of its own, over several lines too", () => {
  const page = renderFormulas(prose("<p>so that\n$$\n\\frac{1}{N}\n$$\nholds</p>"));
  assert.match(page, /<math display="block"/);
  assert.match(page, /<mfrac>/);
});

Deno.test("renderFormulas() reads what nbconvert has escaped", () => {
  const page = renderFormulas(prose("<p>$a &lt; b$ and $c &gt; d$</p>"));
  assert.match(page, /<mo[^>]*>(&lt;|<)<\/mo>.*<mo[^>]*>(&gt;|>)<\/mo>/s);
});

Deno.test("renderFormulas() leaves amounts of money alone", () => {
  for (
    const text of [
      "It costs $5 and that $10.",
      "between $5 and $6",
      "5$ or 6$",
      "$ 5 $",
      "from US$ 3",
    ]
  ) {
    assert.equal(renderFormulas(prose(`<p>${text}</p>`)), prose(`<p>${text}</p>`), text);
  }
});

Deno.test("renderFormulas() leaves code, drawings and scripts in prose alone", () => {
  for (const tag of ["code", "pre", "script", "style", "svg", "textarea"]) {
    const page = prose(`<${tag}>$x_0$</${tag}>`);
    assert.equal(renderFormulas(page), page, tag);
  }
  const mixed = renderFormulas(prose("<p><code>$a$</code> and $b$</p>"));
  assert.match(mixed, /<code>\$a\$<\/code> and <math>/);
});

Deno.test("renderFormulas() leaves everything outside of prose alone", () => {
  const output = '<div class="output"><table><td>$x_0$</td></table><pre>$y$</pre></div>';
  const page = `<title>$t$</title>${output}${prose("<p>$z$</p>")}${output}<!-- $c$ -->`;
  const rendered = renderFormulas(page);
  assert.ok(rendered.startsWith(`<title>$t$</title>${output}`));
  assert.ok(rendered.endsWith(`${output}<!-- $c$ -->`));
  assert.equal(rendered.match(/<math/g)?.length, 1);
});

Deno.test("renderFormulas() knows where a piece of prose with its own <div> ends", () => {
  const page = prose("<div><p>$a$</p></div><p>$b$</p>") + "<p>$c$</p>";
  const rendered = renderFormulas(page);
  assert.equal(rendered.match(/<math/g)?.length, 2);
  assert.ok(rendered.endsWith("<p>$c$</p>"));
});

Deno.test("renderFormulas() leaves a page without formulas byte for byte", () => {
  const page = `<!DOCTYPE html><a title="1 > 0" href='x'>a < b</a>${prose("<p>none</p>")}`;
  assert.equal(renderFormulas(page), page);
});

Deno.test("renderFormulas() refuses what is not valid TeX, and names it", () => {
  assert.throws(() => renderFormulas(prose("<p>$\\frac{1$</p>")), {
    name: "SyntaxError",
    message: /^Cannot render the formula "\\frac\{1": /,
  });
  assert.throws(() => renderFormulas(prose("<p>$\\nosuchmacro$</p>")), SyntaxError);
});
