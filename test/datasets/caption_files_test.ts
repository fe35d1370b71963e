import assert from "node:assert/strict";
import { join } from "node:path";
import { matchResults, readReferences, readResults } from "#lib/datasets";
import { inFolder } from "../temporary.ts";

async function written(folder: string, content: unknown): Promise<string> {
  const path = join(folder, "file.json");
  const text = typeof content === "string" ? content : JSON.stringify(content);
  await Deno.writeTextFile(path, text);
  return path;
}

const COCO = {
  images: [{ id: 4 }, { id: 2 }, { id: 9 }],
  annotations: [
    { id: 1, image_id: 2, caption: "A mug." },
    { id: 1, image_id: 4, caption: "A can." },
    { image_id: 2, caption: "One mug" },
  ],
};

Deno.test("readReferences() reads COCO's annotations, in the order of its images", () =>
  inFolder(async (folder) => {
    const { ids, references, counts } = await readReferences(await written(folder, COCO));
    assert.deepEqual(ids, [4, 2, 9]);
    assert.deepEqual([...references], [[4, ["A can."]], [2, ["A mug.", "One mug"]]]);
    assert.deepEqual(counts, { captions: 3, rejected: 0, precanned: 0, both: 0, references: 3 });
  }));

Deno.test("readReferences() leaves out and counts what VizWiz's annotators marked", () =>
  inFolder(async (folder) => {
    const marks = [[true, false], [false, true], [true, true], [false, false]];
    const path = await written(folder, {
      images: [{ id: 1 }],
      annotations: marks.map(([is_rejected, is_precanned], id) => ({
        ...{ id, image_id: 1, caption: `caption ${id}`, is_rejected, is_precanned },
      })),
    });
    const { references, counts } = await readReferences(path);
    assert.deepEqual([...references], [[1, ["caption 3"]]]);
    assert.deepEqual(counts, { captions: 4, rejected: 2, precanned: 2, both: 1, references: 1 });
  }));

Deno.test("readReferences() names what is wrong with the file", () =>
  inFolder(async (folder) => {
    const [annotation] = COCO.annotations;
    const wrong: [unknown, RegExp][] = [
      ["{", /^SyntaxError: Cannot read "file.json"/],
      [[], /^TypeError: Cannot read "file.json": the file must be an object/],
      [{ images: [] }, /^TypeError: .* has no "annotations"/],
      [{ ...COCO, images: [{ id: 2 }, { id: 2 }] }, /^RangeError: .*image 1: "id" 2 occurs before/],
      [
        { ...COCO, images: [{ id: 1 }] },
        /^RangeError: .*annotation 0: "image_id" leads to no image/,
      ],
      [
        { ...COCO, annotations: [{ ...annotation, caption: null }] },
        /^TypeError: .*annotation 0: "caption" must be text/,
      ],
      [
        { ...COCO, annotations: [{ ...annotation, is_rejected: "no" }] },
        /^TypeError: .*annotation 0: "is_rejected" must be true or false/,
      ],
    ];
    for (const [content, message] of wrong) {
      await assert.rejects(readReferences(await written(folder, content)), message);
    }
  }));

Deno.test("readResults() refuses a second caption of an image, and a file without captions", () =>
  inFolder(async (folder) => {
    const twice = [{ image_id: 7, caption: "a" }, { image_id: 7, caption: "b" }];
    const wrong: [unknown, RegExp][] = [
      [twice, /^RangeError: .*result 1: "image_id" 7 has a caption before, in result 0/],
      [[], /^RangeError: .*must hold at least one caption/],
      [{ 7: "a" }, /^TypeError: .*must be a list/],
      [[{ image_id: "7", caption: "a" }], /^TypeError: .*"image_id" must be a whole number/],
    ];
    for (const [content, message] of wrong) {
      await assert.rejects(readResults(await written(folder, content)), message);
    }
  }));

const ANNOTATIONS = {
  ids: [1, 2, 3, 4],
  references: new Map([[1, ["x"]], [2, ["y"]], [4, ["z"]]]),
};

Deno.test("matchResults() brings captions into the annotations' order and reports what it leaves out", () => {
  const captions = new Map([[4, "d"], [3, "c"], [1, "a"]]);
  const { captions: scored, ...left } = matchResults(captions, ANNOTATIONS, { allowMissing: true });
  assert.deepEqual([...scored], [[1, "a"], [4, "d"]]);
  assert.deepEqual(left, { withoutReference: [3], missing: [2] });
});

Deno.test("matchResults() names unknown and missing images", () => {
  const captions = new Map([[1, "a"]]);
  assert.throws(
    () => matchResults(captions, ANNOTATIONS),
    new RangeError(
      "Cannot score captions: every described image must have one, without a caption are images 2, 4",
    ),
  );
  const strange = new Map(Array.from({ length: 12 }, (_, i) => [100 + i, "a"]));
  assert.throws(
    () => matchResults(strange, ANNOTATIONS),
    /not there are images 100, 101, .* 109 and 2 more/,
  );
  assert.throws(
    () => matchResults(new Map([[3, "c"]]), ANNOTATIONS, { allowMissing: true }),
    /^RangeError: .*no captioned image has a reference/,
  );
});
