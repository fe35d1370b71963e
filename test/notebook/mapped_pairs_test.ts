import assert from "node:assert/strict";
import { judgedPanels, pairsOnMap, picturesOnMap, shownPairs, wordsOnMap } from "#lib/notebook";
import { fixture } from "../fixtures.ts";

const path = fixture("models/images/07_photo_641x479.jpg");
const images = [1, 2, 3, 4].map((id) => ({ id, fileName: "", path }));
const captions = ["one", "two", "three", "four"];
const topics = { names: ["can", "dog"], of: new Map([[1, "dog"], [2, "can"], [4, "dog"]]) };
const map = { shape: [4, 2], data: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7) };

Deno.test("shownPairs() takes the first pairs of every topic, with small pictures", async () => {
  const shown = await shownPairs({ images, captions }, topics, { each: 1 });
  assert.deepEqual(shown.map(({ row, topic, text }) => [row, topic, text]), [
    [1, "can", "two"],
    [0, "dog", "one"],
  ]);
  assert.ok(shown.every(({ image }) => image!.length < 2500));
});

Deno.test("pairsOnMap() puts both ends where their row lies, with pictures if they are wanted", async () => {
  const shown = await shownPairs({ images, captions }, topics);
  const maps = { first: map, second: { ...map, data: map.data.map((value) => -value) } };
  const [{ picture, caption, image }] = pairsOnMap(shown, maps);
  assert.deepEqual([picture, caption], [{ x: 2, y: 3 }, { x: -2, y: -3 }]);
  assert.ok(image);
  assert.ok(pairsOnMap(shown, maps, { pictures: false }).every((pair) => !("image" in pair)));
});

Deno.test("picturesOnMap() and wordsOnMap() keep the order of the rows", async () => {
  const pictures = await picturesOnMap({ images, captions }, map);
  assert.deepEqual(pictures.map(({ x, text }) => [x, text]), [
    [0, "one"],
    [2, "two"],
    [4, "three"],
    [6, "four"],
  ]);
  const [, word] = wordsOnMap(captions, { kinds: ["a", "b", "c", "d"], map });
  assert.deepEqual(word, { word: "two", topic: "b", x: 2, y: 3 });
});

Deno.test("judgedPanels() says what a map is worth and leaves out rows without a topic", () => {
  const judged = [{ title: "PCA", map, trustworthiness: 0.876, kept: 0.5 }];
  assert.deepEqual(judgedPanels(judged, [undefined, "can", undefined, "dog"]), [{
    title: "PCA",
    subtitle: "trustworthiness 0.88, kept 0.50",
    points: [{ x: 2, y: 3, topic: "can" }, { x: 6, y: 7, topic: "dog" }],
  }]);
});
