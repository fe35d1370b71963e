import assert from "node:assert/strict";
import {
  captionerSpaces,
  clipSpaces,
  compareMaps,
  compareSpaces,
  type Embeddings,
  mapPairs,
  measureSpaces,
  neighbourFacts,
  overlaidMaps,
  topicsOf,
  toyGroups,
  wordKinds,
} from "#lib/experiments";
import { Random, startTensors } from "#lib/tensor";

await startTensors();

/** Pairs that are alike up to a turn, a shift of the second kind, and a little noise. */
function embeddings(n: number, seed: number): Pick<Embeddings, "image" | "caption"> {
  const random = new Random(seed), F = 6, shape = [n, F];
  const first = Float32Array.from({ length: n * F }, () => random.normal());
  const vectors = (value: (at: number) => number) => ({
    shape,
    data: Float32Array.from({ length: n * F }, (_, at) => value(at) + random.normal(0, 0.05)),
  });
  const turned = (at: number) => first[at % F === F - 1 ? at - F + 1 : at + 1];
  return {
    image: { pooled: { shape, data: first }, captioner: { shape, data: first } },
    caption: {
      clip: vectors((at) => first[at] + 3),
      words: vectors((at) => turned(at) + 2),
      hidden: vectors((at) => 2 * turned(at) - 1),
    },
  };
}

Deno.test("a shift closes the gap of CLIP's space, and the difference has its interval", async () => {
  const [raw, centred] = clipSpaces(embeddings(60, 1));
  const [before, after, chance] = await measureSpaces([raw, centred], { k: 5 });
  assert.ok(before.scores["same kind"].value > 0.9);
  assert.ok(after.scores["same kind"].value < chance.scores["same kind"].value + 0.05);
  assert.ok(
    after.scores["distance of the means"].value < before.scores["distance of the means"].value / 3,
  );
  const difference = await compareSpaces(raw, centred, { k: 5 });
  assert.ok(difference["same kind"].low > 0.3);
  assert.equal(chance.scores["partner first"].value, 1 / 60);
});

Deno.test("a linear map that was fitted on other pairs finds partners; without it they are lost", async () => {
  const spaces = captionerSpaces(embeddings(60, 2), { learned: embeddings(200, 3), ridge: 0.01 });
  const [words, , mapped, hidden] = await measureSpaces(Object.values(spaces));
  assert.ok(words.scores["partner first"].value < 0.2);
  assert.ok(
    mapped.scores["partner first"].value > 0.9 && hidden.scores["partner first"].low! > 0.9,
  );
});

Deno.test("clipSpaces() says what it needs", () => {
  const { image, caption } = embeddings(5, 1);
  assert.throws(() => clipSpaces({ image, caption: { ...caption, clip: undefined } }), {
    name: "TypeError",
    message: /the run's encoder must be a CLIP/,
  });
});

Deno.test("partners lie together in one map of both, and anywhere in two maps laid over each other", async () => {
  const [, { pairs }] = clipSpaces(embeddings(60, 4));
  const distance = (map: Awaited<ReturnType<typeof mapPairs>>) => {
    let sum = 0, spread = 0;
    for (let i = 0; i < 120; i++) {
      sum += (map.first.data[i] - map.second.data[i]) ** 2;
      spread += (map.first.data[i] - map.second.data[(i + 40) % 120]) ** 2;
    }
    return sum / spread;
  };
  const options = { tsnePerplexity: 10 };
  assert.ok(distance(await mapPairs(pairs, options)) < 0.05);
  const overlaid = await overlaidMaps(pairs, { ...options, init: "random", seed: 1 });
  assert.ok(distance(overlaid) > 0.2);
  for (const { data } of Object.values(overlaid)) {
    assert.deepEqual([Math.min(...data), Math.max(...data)], [0, 1]);
  }
});

Deno.test("compareMaps() judges each map and reports to the end", async () => {
  const { points, groups } = toyGroups(1), seen: string[] = [];
  const maps = await compareMaps(points, [
    { title: "components" },
    { title: "t-SNE", tsnePerplexity: 15 },
  ], { onProgress: ({ done, total }) => seen.push(`${done}/${total}`) });
  assert.equal(groups.length, points.shape[0]);
  assert.deepEqual(maps.map(({ title }) => title), ["components", "t-SNE"]);
  assert.ok(maps[1].kept > maps[0].kept && maps.every(({ trustworthiness: t }) => t > 0.8));
  assert.equal(seen.at(-1), "2000/2000");
});

Deno.test("topicsOf() names what tells pictures apart, not what all show", async () => {
  const references = new Map([
    [1, ["a dog on a table", "a brown dog on the table"]],
    [2, ["a mug on a table", "a mug on a wooden table"]],
    [3, ["a dog on a table"]],
    [4, ["a shoe on a table", "a shoe"]],
  ]);
  const images = [...references.keys()].map((id) => ({ id, fileName: "", path: "" }));
  const study = { name: "own", folder: "" };
  const { names, of } = await topicsOf(images, { study, split: "val", references, count: 2 });
  assert.deepEqual(names, ["dog", "mug"]);
  assert.deepEqual([...of], [[1, "dog"], [2, "mug"], [3, "dog"]]);
});

Deno.test("wordKinds() tells things from properties from the rest", async () => {
  const captions = ["a red mug on a table", "a red dog", "the mug is on the wooden table"];
  assert.deepEqual(
    await wordKinds(["mug", "red", "on", "wooden", "absent"], captions),
    ["thing", "property", "other", "property", "other"],
  );
});

Deno.test("neighbourFacts() finds what neighbours have in common, and what they have not", async () => {
  const { points, groups } = toyGroups(2), random = new Random(3);
  const facts = groups.map((group) => ({ group, coin: String(random.integer(2)) }));
  const [group, coin] = await neighbourFacts({ first: points, second: points }, facts);
  assert.equal(group.model, "group");
  assert.ok(group.scores.pictures.value > 0.97); // the wide group has a point that strays
  assert.ok(Math.abs(group.scores["by chance"].value - 29 / 89) < 1e-12);
  const { value, low, high } = coin.scores.captions;
  assert.ok(low! < coin.scores["by chance"].value + 0.05 && high! > 0.4 && value < 0.65);
});
