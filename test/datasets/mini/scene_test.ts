import assert from "node:assert/strict";
import { COLOURS, KINDS, MATERIALS, PLACES, sampleScene } from "#lib/datasets/mini";
import { factsOf } from "../../../lib/datasets/mini/kinds.ts";
import { placeFacts } from "../../../lib/datasets/mini/places.ts";
import { FLAGGED, FLAWS } from "../../../lib/datasets/mini/quality.ts";
import { sampleThing } from "../../../lib/datasets/mini/scene.ts";
import { RARE_BRANDS } from "../../../lib/datasets/mini/words.ts";
import { Random } from "#lib/tensor";
import { fits, PICTURES, share } from "./described.ts";

const SCENES = PICTURES.map(({ scene }) => scene), N = SCENES.length;

Deno.test("sampleScene() shows many kinds, materials, colours, places, poses and lights", () => {
  const seen = (of: (scene: typeof SCENES[number]) => string) => new Set(SCENES.map(of)).size;
  assert.ok(seen(({ kind }) => kind) >= 20);
  assert.equal(seen(({ kind }) => kind), KINDS.length);
  assert.ok(seen(({ material }) => material) >= 8);
  assert.equal(seen(({ material }) => material), MATERIALS.length);
  assert.equal(seen(({ colour }) => colour), COLOURS.length);
  assert.equal(seen(({ place }) => place), PLACES.length);
  assert.deepEqual([seen(({ pose }) => pose), seen(({ light }) => light)], [3, 4]);
});

Deno.test("sampleScene() turns 22 in 100 pictures, to all three sides", () => {
  const turned = (angle: number) => share(SCENES, ({ rotation }) => rotation === angle);
  for (const [angle, probability] of [[0, 0.78], [90, 0.09], [180, 0.05], [270, 0.08]]) {
    assert.ok(fits(turned(angle), probability, N), `${angle}°: ${turned(angle)}`);
  }
  for (const { rotation, quality } of SCENES) assert.equal(quality.rotation, rotation ? 1 : 0);
});

Deno.test("sampleScene() spoils pictures about as often as VizWiz's are", () => {
  // A flaw is there in so many pictures; a level of .12 + .8 u^1.8 exceeds .35 in half of these.
  const rates = { blur: 0.42, bright: 0.12, dark: 0.88 * 0.14, framing: 0.42, obstruction: 0.08 };
  for (const [flaw, rate] of Object.entries(rates) as [keyof typeof rates, number][]) {
    const present = share(SCENES, ({ quality }) => quality[flaw] > 0);
    const flagged = share(SCENES, ({ quality }) => quality[flaw] >= FLAGGED);
    assert.ok(fits(present, rate, N), `${flaw}: ${present}`);
    assert.ok(flagged > 0.3 * present && flagged < 0.7 * present, `${flaw}: ${flagged}`);
  }
  assert.ok(fits(share(SCENES, ({ quality }) => quality.hopeless), 0.03, N));
  assert.ok(share(SCENES, ({ quality }) => FLAWS.every((flaw) => quality[flaw] < FLAGGED)) > 0.25);
});

Deno.test("sampleScene() ruins hopeless pictures by one flaw, and never makes one bright and dark", () => {
  for (const { quality } of SCENES) {
    const worst = Math.max(quality.blur, quality.dark, quality.bright, quality.obstruction);
    assert.equal(worst > 1, quality.hopeless);
    assert.ok(quality.bright === 0 || quality.dark === 0);
  }
});

Deno.test("sampleScene() keeps to what is known of kinds and places", () => {
  for (const scene of SCENES) {
    const facts = factsOf(scene.kind), name = JSON.stringify(scene);
    assert.ok(scene.material in facts.materials, name);
    assert.ok(scene.pose in facts.poses, name);
    assert.ok((facts.places ?? PLACES).includes(scene.place), name);
    assert.ok(placeFacts(scene.place).colours.includes(scene.placeColour), name);
    // Bare metal comes in the colours of metal only.
    assert.ok(facts.colours.includes(scene.colour) || scene.material === "metal", name);
    assert.notEqual(scene.accent, scene.colour);
    assert.ok(scene.clutter.length <= 3 && scene.clutter.every(({ kind }) => kind !== scene.kind));
  }
});

Deno.test("sampleScene() prints what is in a package, and nothing where nothing is printed", () => {
  for (const { kind, text, brand, goods } of SCENES) {
    const { print } = factsOf(kind);
    if (print === undefined) assert.deepEqual([text, brand, goods], [[], "", ""]);
    if (brand !== "") assert.deepEqual(text.slice(0, 2), [brand, goods]);
    if (print === "title" || print === "money") assert.equal(text[0], goods);
  }
});

Deno.test("sampleScene() prints rare makers: some occur once in hundreds of pictures", () => {
  const brands = SCENES.map(({ brand }) => brand).filter((brand) => brand !== "");
  const rare = brands.filter((brand) => RARE_BRANDS.includes(brand));
  assert.ok(fits(rare.length / brands.length, 0.28, brands.length));
  const once = new Set(rare.filter((brand) => rare.indexOf(brand) === rare.lastIndexOf(brand)));
  assert.ok(once.size > 10, String(once.size));
});

Deno.test("sampleThing() draws the kind that it is given", () => {
  for (const [i, kind] of KINDS.entries()) {
    assert.equal(sampleThing(new Random(i), kind).kind, kind);
  }
});

Deno.test("sampleScene() is a function of the stream", () => {
  assert.deepEqual(sampleScene(new Random(4)), sampleScene(new Random(4)));
  assert.notDeepEqual(sampleScene(new Random(4)), sampleScene(new Random(5)));
});
