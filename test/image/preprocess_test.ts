import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  centreBox,
  CLIP_PIPELINE,
  decode,
  IMAGENET_PIPELINE,
  MINI_PIPELINE,
  type Pipeline,
  preprocess,
  shortSideTo,
} from "#lib/image";
import { fixture } from "../fixtures.ts";

interface Sample {
  file: string;
  size: [number, number];
  mode: string;
  decoded_rgb_sha256: string;
  resnet_resized_size: [number, number];
  resnet_crop_left_top: [number, number];
  clip_resized_size: [number, number];
  clip_crop_left_top_hf_floor: [number, number];
  /** SHA-256 of the expected crops: in the extract only. */
  crops?: Record<string, string>;
}

const samples: Sample[] = JSON.parse(await readFile(fixture("models/images.json"), "utf8")).images;
const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const number = (sample: Sample) => sample.file.slice("images/".length).slice(0, 2);

/** Expected crops by key: from the full fixture's tensors, or the extract's checksums. */
async function expectedCrops(): Promise<Map<string, string>> {
  const path = fixture("models/images.safetensors");
  if (!existsSync(path)) return new Map(samples.flatMap((s) => Object.entries(s.crops ?? {})));
  const bytes = await readFile(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, start).toString());
  delete header.__metadata__;
  return new Map(
    Object.entries(header as Record<string, { data_offsets: [number, number] }>).map((
      [key, { data_offsets: [from, to] }],
    ) => [key, digest(bytes.subarray(start + from, start + to))]),
  );
}

Deno.test("preprocess() keeps a plain colour and gives the pipeline's size", () => {
  const grey = { width: 50, height: 30, data: new Uint8Array(4500).fill(77) };
  for (const pipeline of [IMAGENET_PIPELINE, CLIP_PIPELINE, MINI_PIPELINE]) {
    const square = preprocess(grey, pipeline);
    assert.deepEqual(square, new Uint8Array(pipeline.side ** 2 * 3).fill(77));
  }
});

Deno.test("preprocess() equals resizing everything and then cutting out the middle", async () => {
  const picture = await decode(fixture("models/images/07_photo_641x479.jpg"));
  const pipeline: Pipeline = { ...IMAGENET_PIPELINE, shortSide: 40, side: 33 };
  const square = preprocess(picture, pipeline);
  const whole = preprocess(picture, { ...pipeline, side: 40 });
  // 40 is the short side: its crop starts at column (53 - 40) / 2 = 6.5, rounded to 6; 33's at 10, row 4.
  for (let y = 0; y < 33; y++) {
    const row = whole.subarray(((y + 4) * 40 + 4) * 3, ((y + 4) * 40 + 37) * 3);
    assert.deepEqual(square.subarray(y * 99, y * 99 + 99), row, `row ${y}`);
  }
});

Deno.test("shortSideTo() and centreBox() give the reference's sizes and offsets", () => {
  for (const sample of samples) {
    const [width, height] = sample.size;
    const cases: [Pipeline, [number, number], [number, number]][] = [
      [IMAGENET_PIPELINE, sample.resnet_resized_size, sample.resnet_crop_left_top],
      [CLIP_PIPELINE, sample.clip_resized_size, sample.clip_crop_left_top_hf_floor],
    ];
    for (const [pipeline, size, corner] of cases) {
      const resized = shortSideTo({ width, height }, pipeline.shortSide);
      const box = centreBox(resized, pipeline);
      assert.deepEqual([resized.width, resized.height], size, `${sample.file} ${pipeline.name}`);
      assert.deepEqual([box.left, box.top], corner, `${sample.file} ${pipeline.name}`);
    }
  }
});

Deno.test("decode() gives the reference's bytes", async () => {
  for (const sample of samples) {
    // Pillow clips 16-bit grey to white; we keep the high byte, see the crops below.
    if (sample.mode === "I;16") continue;
    const { data } = await decode(fixture(`models/${sample.file}`), {
      orientation: "ignore",
      transparency: "drop",
    });
    assert.equal(digest(data), sample.decoded_rgb_sha256, sample.file);
  }
});

Deno.test("preprocess() gives the reference's crops byte for byte", async () => {
  const expected = await expectedCrops();
  let compared = 0;
  for (const sample of samples) {
    const key = number(sample);
    for (
      const [pipeline, name] of [[IMAGENET_PIPELINE, "resnet"], [CLIP_PIPELINE, "clip"]] as const
    ) {
      for (const orientation of ["ignore", "apply"] as const) {
        const suffix = orientation === "apply"
          ? "_rotated_u8"
          : sample.mode === "I;16"
          ? "_shift8_u8"
          : "_u8";
        const wanted = expected.get(`${key}/${name}${suffix}`);
        if (wanted === undefined) continue;
        const picture = await decode(fixture(`models/${sample.file}`), {
          orientation,
          transparency: pipeline.transparency,
        });
        assert.equal(
          digest(preprocess(picture, pipeline)),
          wanted,
          `${sample.file} ${name}${suffix}`,
        );
        compared++;
      }
    }
  }
  assert.ok(compared >= 10, `only ${compared} crops compared`);
});

Deno.test("centreBox() refuses a square that does not fit", () => {
  assert.throws(
    () => centreBox({ width: 10, height: 20 }, { side: 12, rounding: "floor" }),
    new RangeError(
      "Cannot crop a picture: both sides must have at least 12 pixels, current value is [10, 20]",
    ),
  );
  assert.throws(() => shortSideTo({ width: 10, height: 20 }, 0.5), RangeError);
});
