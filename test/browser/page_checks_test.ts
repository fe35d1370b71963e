import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { inFolder } from "../temporary.ts";
import { HAS_CHROMIUM, NO_CHROMIUM, startChromium } from "./chromium.ts";
import { openPage, openWindow } from "./open_page.ts";
import { type Check, CHECKS } from "./page_checks.ts";

let browser: Browser;
if (HAS_CHROMIUM) {
  Deno.test.beforeAll(async () => {
    browser = await startChromium();
  });
  Deno.test.afterAll(() => browser.close());
}

const SVG = 'xmlns="http://www.w3.org/2000/svg" width="300" height="30" viewBox="0 0 300 30"';
const DOT =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD" +
  "hgGAWjR9awAAAABJRU5ErkJggg==";
const drawing = (content: string) =>
  `data:image/svg+xml;base64,${btoa(`<svg ${SVG}>${content}</svg>`)}`;

/** Everything that a page may have, as it should be. */
const GOOD = `
  <h1>A title</h1>
  <p>It costs $5 or $6, and <code>$x$</code> is code. <math><mi>x</mi></math></p>
  <details><summary>More</summary><img alt="a dot" loading="lazy" src="${DOT}"></details>
  <img alt="a drawing" src="${drawing(`<image href="${DOT}"/><text font-size="12">a</text>`)}">
  <svg ${SVG} role="img"><title>Lines</title><path d="M0 0L9 9"/></svg>
  <div style="overflow-x: auto"><pre style="font-size: 12px">${"wide ".repeat(90)}</pre></div>
  <div style="height: 5000px"></div><img alt="far below" loading="lazy" src="${DOT}">`;

const HEAD = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">';

/** The faults that a check finds in a page. */
async function faultsOf(check: Check, page: Page, body: string, head = HEAD): Promise<string[]> {
  return await inFolder(async (folder) => {
    const path = join(folder, "page.html");
    writeFileSync(path, `<!DOCTYPE html><html><head>${head}</head><body>${body}</body></html>`);
    return await check(await openPage(page, path));
  });
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: name + NO_CHROMIUM, ignore: !HAS_CHROMIUM, fn });
}

/** For each check pages that it must refuse, with what it must say of them. */
const BAD: Record<keyof typeof CHECKS, readonly (readonly [string, RegExp])[]> = {
  "causes no error": [
    ["<script>console.error('woe')</script>", /^console: woe$/],
    ["<script>missing()</script>", /^script: missing is not defined$/],
  ],
  "asks for nothing outside of its file": [
    ['<img alt="x" src="http://127.0.0.1:8/a.png">', /^asks for image http:\/\/127\.0\.0\.1:8\/a/],
    ['<img alt="x" loading="lazy" src="//a.test/a.png">', /^img "x" names \/\/a\.test\/a\.png$/],
    ["<script src='near.js'></script>", /^asks for script file:\/\/.*near\.js$/],
    ["<script>fetch('https://a.test/x').catch(() => {})</script>", /^asks for fetch https:/],
    ["<script>new WebSocket('ws://127.0.0.1:8/')</script>", /^asks for websocket ws:/],
    ["<link rel='preconnect' href='https://a.test'>", /^link names https:\/\/a\.test$/],
    ["<style>@import 'https://a.test/a.css';</style>", /^asks for stylesheet https:\/\/a\.test/],
    ["<style>@media print { p { background: url(a.png) } }</style>", /^style names a\.png$/],
    [`<img alt="x" src="${DOT}" srcset="big.png 9x">`, /^img "x" names big\.png 9x$/],
  ],
  "has no broken picture": [
    ['<img alt="a cup" src="data:image/png;base64,AAAA">', /^img "a cup" is broken$/],
    ['<details><img alt="cup" src="data:image/png,"></details>', /^img "cup" is broken$/],
    [
      '<p style="height: 9000px"><img alt="cup" loading="lazy" src="data:image/png,">',
      /"cup" is b/,
    ],
    [
      `<img alt="cups" src="${drawing('<image href="data:image/png,"/>')}">`,
      /^img "cups" has a broken picture inside$/,
    ],
    [`<img alt="cups" src="${drawing('<image href="cup.png"/>')}">`, /"cups" has a broken picture/],
    [`<svg ${SVG}><image href="data:,"/></svg>`, /^svg has a broken picture inside$/],
  ],
  "shows its pictures, and has words for each": [
    [`<img alt="a" style="width: 0" src="${DOT}">`, /^img "a" cannot be seen \(0 × 0 pixels\)$/],
    [`<p style="display: none"><img alt="a" src="${DOT}">`, /^img "a" cannot be seen/],
    [`<p style="visibility: hidden"><img alt="a" src="${DOT}">`, /^img "a" cannot be seen/],
    [`<svg ${SVG} aria-label="b" style="opacity: 0"></svg>`, /^svg cannot be seen/],
    [`<img alt=" " src="${DOT}">`, /^img has no words/],
    [`<img src="${DOT}">`, /^img "data:image\/png.*" has no words/],
    [`<svg ${SVG}><path d="M0 0L9 9"/></svg>`, /^svg has no words/],
  ],
  "shows its formulas": [
    ["<p>with $x_1$ in it</p>", /^p "with \$x_1\$ in it" has TeX left: \$x_1\$$/],
    ["<p>$a <em>b</em> c$</p>", /^p .* has TeX left: \$a b c\$$/],
    ["<table><tr><td>$$\nx\n$$</td></tr></table>", /^td .* has TeX left: \$\$/],
    ["<p>a \\frac{1}{2}</p>", /has TeX left: \\frac$/],
    ["<p>a \\(x\\)</p>", /has TeX left: \\\($/],
    ["<p><math style='display: inline'><mi>x</mi></math></p>", /^math "x" is not shown/],
    ["<p hidden><math><mi>x</mi></math></p>", /^math "x" is not shown/],
    ["<p><math></math></p>", /^math is not shown/],
    ["<math><merror><mtext>what</mtext></merror></math>", /^merror "what" is an error$/],
  ],
  "is no wider than its window": [
    ["<pre>" + "wide ".repeat(90) + "</pre>", /^pre "wide wide .*" sticks out$/],
    [`<p>${"w".repeat(90)}</p>`, /^p "w+" sticks out$/],
    ["<div style='width: 500px'>a</div>", /^the page is 508 pixels wide in a window of 400$/],
    ["<div style='width: 500px'><p>a</p></div>", /^p "a" sticks out$/],
    ["<p style='overflow: hidden; white-space: nowrap'>" + "a ".repeat(90), /^p ".*" is cut off$/],
    ["<style>body { overflow-x: hidden }</style><pre>" + "a ".repeat(90), /^the page is \d+ pix/],
  ],
  "has letters large enough to read": [
    ["<p style='font-size: 13px'>some <b>words</b></p>", /^p .* letters of 13\.0 pixels, not 14$/],
    ["<p style='font-size: 13px'>some <b>words</b></p>", /^b "words" has letters of 13\.0 pixels/],
    ["<div style='font-size: 10px'>words</div>", /^div "words" has letters of 10\.0 .* not 11$/],
    ["<pre style='font-size: 9px'>code</pre>", /^pre "code" has letters of 9\.0 pixels, not 11$/],
    [
      `<img alt="a" width="150" src="${drawing('<text font-size="12">b</text>')}">`,
      /^img "a" has letters of 6\.0 pixels, not 7$/,
    ],
  ],
};

test("no check finds a fault in a good page", async () => {
  for (const width of [400, 1280]) {
    await using page = await openWindow(browser, width);
    for (const check of Object.values(CHECKS)) {
      assert.deepEqual(await faultsOf(check, page, GOOD), []);
    }
  }
});

for (const [promise, check] of Object.entries(CHECKS)) {
  test(`the check that a page ${promise} finds each fault, and names it`, async () => {
    await using page = await openWindow(browser, 400);
    for (const [body, expected] of BAD[promise]) {
      const faults = await faultsOf(check, page, body);
      assert.ok(faults.some((fault) => expected.test(fault)), `${body}\n${faults.join("\n")}`);
    }
  });
}

test("a page that does not ask for the window's width is too wide for a phone", async () => {
  await using page = await openWindow(browser, 400);
  const [fault] = await faultsOf(CHECKS["is no wider than its window"], page, "<p>words</p>", "");
  assert.match(fault, /980 pixels wide/);
});
