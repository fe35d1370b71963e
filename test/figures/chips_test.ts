import { chips } from "#lib/figures";
import assert from "node:assert/strict";
import { assertStored } from "./stored.ts";

const ROWS = [
  {
    label: "words",
    chips: [
      { text: "a", share: 0.5, note: "1 of 2" },
      { text: "<unk>", share: 0 },
      { text: "can", share: 1 },
    ],
    result: "2 of 4",
  },
  { label: "brevity", chips: [], result: "factor 0.913" },
];

Deno.test("chips() looks as stored", () => {
  assertStored("chips.html", chips(ROWS, { caption: "“a <unk> can a”" }).html);
});

Deno.test("chips() strikes out what counts nothing, and only that", () => {
  const { html } = chips(ROWS, { caption: "c" });
  const struck = [...html.matchAll(/line-through">([^<]*)</g)].map(([, text]) => text);
  assert.deepEqual(struck, ["&lt;unk&gt;"]);
});

Deno.test("chips() does not strike out what is only absent", () => {
  const { html } = chips([{ ...ROWS[0], nothing: "absent" }], { caption: "c" });
  assert.doesNotMatch(html, /line-through/);
});

Deno.test("chips() colours by share", () => {
  const strength = (share: number) =>
    Number(
      /rgba\(24, 122, 215, ([\d.]+)\)/.exec(
        chips([{ label: "l", chips: [{ text: "x", share }] }], { caption: "c" }).html,
      )![1],
    );
  assert.equal(strength(0), 0);
  assert.ok(strength(0.01) > 0 && strength(0.5) > strength(0.01) && strength(1) > strength(0.5));
});

Deno.test("chips() says all of it as text", () => {
  assert.equal(
    chips(ROWS, { caption: "c" }).description,
    "c\nwords (2 of 4): a (1 of 2), [<unk>], can\nbrevity (factor 0.913): ",
  );
});

Deno.test("chips() counts what it does not show", () => {
  const long = { label: "l", chips: Array.from({ length: 9 }, () => ({ text: "x", share: 1 })) };
  const { html } = chips([long], { caption: "c", most: 4 });
  assert.match(html, /and 5 more/);
  assert.equal(html.match(/>x</g)!.length, 4);
});

Deno.test("chips() refuses a share that is none", () => {
  for (const share of [-0.1, 1.1, NaN]) {
    assert.throws(() => chips([{ label: "l", chips: [{ text: "x", share }] }], { caption: "c" }), {
      name: "RangeError",
      message: `Cannot show "x": its share must be between 0 and 1, current value is ${share}`,
    });
  }
});
