import {
  type Chart,
  mapPanels,
  type MappedPair,
  pairMap,
  pictureMap,
  renderSvg,
  wordMap,
} from "#lib/figures";
import { Random } from "#lib/tensor";
import assert from "node:assert/strict";
import { assertAccessible, assertStored, JPEG } from "./stored.ts";

async function looksAsStored(name: string, figure: Chart): Promise<string> {
  const svg = await renderSvg(figure);
  assertAccessible(svg);
  assert.equal(figure.spec.description, figure.description);
  assertStored(name, svg);
  return svg;
}

const places = (count: number, seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({ x: random.normal(), y: random.normal() }));
};

const TOPICS = ["can", "dog", "book"];

function pairs(count: number, image?: Uint8Array): MappedPair[] {
  const captions = places(count, 2);
  return places(count, 1).map((picture, i) => ({
    picture,
    caption: captions[i],
    topic: TOPICS[i % 3],
    text: `caption ${i} <&>`,
    ...image && { image },
  }));
}

Deno.test("mapPanels() looks as stored", async () => {
  const panels = ["PCA", "t-SNE"].map((title, k) => ({
    title,
    subtitle: `trustworthiness 0.${k}`,
    points: places(12, k + 1).map((place, i) => ({ ...place, topic: TOPICS[i % 3] })),
  }));
  await looksAsStored("map_panels.svg", mapPanels(panels, { title: "Maps", side: 120 }));
});

Deno.test("pairMap() looks as stored, with a line a pair and nothing of the thumbnails", async () => {
  const chart = pairMap(pairs(6, JPEG), { title: "Pairs", subtitle: "made up", size: [240, 180] });
  const svg = await looksAsStored("pair_map.svg", chart);
  assert.equal(svg.match(/<line [^>]*x2=/g)?.length, 6);
  assert.doesNotMatch(svg, /data:image/); // they are for who points at a mark, in JupyterLab
  const { values } = chart.spec.data as { values: { image: string }[] };
  assert.ok(values.every(({ image }) => image.startsWith("data:image/jpeg;base64,")));
});

Deno.test("pairMap() shows the window of all points, in one scale for both axes", () => {
  const all = [{ x: -10, y: 0 }, { x: 10, y: 1 }];
  const { spec } = pairMap(pairs(3), { title: "T", size: [400, 200], all });
  const [{ encoding }] = spec.layer as {
    encoding: Record<string, { scale: { domain: number[] } }>;
  }[];
  const [across, up] = ["x", "y"].map((axis) => {
    const [low, high] = encoding[axis].scale.domain;
    return high - low;
  });
  assert.ok(across >= 20 && Math.abs(across / up - 2) < 1e-3);
});

Deno.test("pictureMap() draws pictures that cover no other, in a document that stands alone", async () => {
  const pictures = places(80, 3).map((place, i) => ({
    ...place,
    image: JPEG,
    text: `caption ${i}`,
  }));
  const chart = pictureMap(pictures, { title: "Pictures", most: 20 });
  const svg = await renderSvg(chart);
  assertAccessible(svg);
  const corners = [...svg.matchAll(/<image [^>]*>/g)].map(([tag]) => {
    assert.match(tag, / href="data:image\/jpeg;base64,/);
    assert.doesNotMatch(tag, /xlink/);
    const [, x, y] = /transform="translate\(([-\d.]+),([-\d.]+)\)"/.exec(tag) ??
      [, / x="([-\d.]+)"/.exec(tag)?.[1], / y="([-\d.]+)"/.exec(tag)?.[1]];
    return [Number(x), Number(y)];
  });
  assert.ok(corners.length > 5 && corners.length <= 20);
  const { values } = (chart.spec.layer as { data: { values: unknown[] } }[])[1].data;
  assert.equal(values.length, corners.length);
  for (const [i, [x, y]] of corners.entries()) {
    for (const [otherX, otherY] of corners.slice(0, i)) {
      assert.ok(Math.max(Math.abs(x - otherX), Math.abs(y - otherY)) >= 32);
    }
  }
});

Deno.test("wordMap() looks as stored and writes out the first of two words in one place", async () => {
  const words = ["can", "tin", "dog", "mug"].map((word, i) => ({
    word,
    topic: i < 2 ? "thing" : "other",
    x: i < 2 ? 0 : i,
    y: i < 2 ? 0 : 1,
  }));
  const chart = wordMap([...words, { word: "far", topic: "other", x: -3, y: -3 }], {
    title: "Words",
  });
  const svg = await looksAsStored("word_map.svg", chart);
  assert.match(svg, />can</);
  assert.doesNotMatch(svg, />tin</);
});

Deno.test("maps refuse more topics than colours, no point, and a place that is none", () => {
  const points = ["a", "b", "c", "d", "e", "f", "g"].map((topic, x) => ({ topic, x, y: 0 }));
  assert.throws(() => mapPanels([{ title: "t", points }], { title: "T" }), {
    name: "RangeError",
    message: "Cannot draw a map: there must be 1 to 6 topics, current number is 7",
  });
  assert.throws(() => pairMap([], { title: "T" }), RangeError);
  assert.throws(() => pictureMap([], { title: "T" }), {
    name: "RangeError",
    message: "Cannot draw a map: its points must be finite, current number is 0",
  });
  assert.throws(
    () => wordMap([{ word: "w", topic: "t", x: NaN, y: 0 }], { title: "T" }),
    RangeError,
  );
});
