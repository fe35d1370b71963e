import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type CheckpointName,
  CHECKPOINTS,
  type Clip,
  fetchCheckpoint,
  findWeights,
  loadCheckpoint,
  type Network,
} from "#lib/encoders";
import { readSafetensors, startTensors } from "#lib/tensor";
import { fixture } from "../fixtures.ts";
import { serving } from "../loopback_server.ts";
import { inFolder } from "../temporary.ts";
import { clipOf, imagesOf, largestDistance } from "./fixture_networks.ts";

await startTensors();

const PATIENCE = { retries: 0, retrySeconds: 0 };
const pathOf = (name: CheckpointName, file: string) => {
  const files: Readonly<Record<string, { url: string }>> = CHECKPOINTS[name].files;
  return new URL(files[file].url).pathname;
};
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const SMALL = fixture("models/clip_openai.safetensors"),
  BYTES = new Uint8Array(readFileSync(SMALL));
const MERGES = new TextEncoder().encode("#version: 0.2\nc a\n");
const HOST = {
  [pathOf("clip-vit-b32", "open_clip_model.safetensors")]: BYTES,
  [pathOf("clip-vit-b32", "merges.txt")]: MERGES,
};

Deno.test("weights that are not the known ones are refused with both checksums, until accepted on purpose", async () => {
  await inFolder(async (folder) => {
    await serving({ files: HOST }, async ({ url: mirror }) => {
      const fetch = (acceptChecksums: string[] = []) =>
        fetchCheckpoint("clip-vit-b32", { folder, mirror, acceptChecksums, ...PATIENCE });
      const known = CHECKPOINTS["clip-vit-b32"].files["open_clip_model.safetensors"].sha256;
      const found = sha256(BYTES), weights = join(folder, "open_clip_model.safetensors");
      await assert.rejects(fetch(), (error: Error) => {
        for (const part of [known, found, `--accept-checksum ${found}`, mirror]) {
          assert.ok(error.message.includes(part), `${part}: ${error.message}`);
        }
        return true;
      });
      assert.ok(!existsSync(weights));
      const sums = await fetch([found]);
      assert.deepEqual(sums, {
        "open_clip_model.safetensors": found,
        "merges.txt": sha256(MERGES),
      });
      assert.deepEqual(readdirSync(folder).sort(), [
        "LICENCE.txt",
        "merges.txt",
        "open_clip_model.safetensors",
      ]);
      assert.equal(findWeights(folder), weights);
    });
  });
});

Deno.test("of a file of another size nothing is fetched, and both sizes are named", async () => {
  await inFolder(async (folder) => {
    const path = pathOf("resnet50", "model.safetensors");
    await serving({ files: { [path]: BYTES } }, async (server) => {
      await assert.rejects(
        fetchCheckpoint("resnet50", { folder, mirror: server.url, ...PATIENCE }),
        (error: Error) =>
          error.message.includes("it must have 102469840 bytes") &&
          error.message.includes(`current size is ${BYTES.length} bytes`),
      );
      assert.equal(server.requests.length, 1);
    });
    assert.equal(findWeights(folder), undefined);
  });
});

Deno.test("the image tower alone is read by ranges, says where it is from, and encodes images", async () => {
  await inFolder(async (folder) => {
    await serving({ files: HOST, etag: () => '"v7"' }, async (server) => {
      const fetch = () =>
        fetchCheckpoint("clip-vit-b32", { folder, mirror: server.url, imageTower: true });
      assert.deepEqual(await fetch(), { "image-tower.safetensors": undefined });
      const path = findWeights(folder)!;
      const { tensors, metadata } = await readSafetensors(path);
      assert.deepEqual(metadata, {
        source: `${server.url}${pathOf("clip-vit-b32", "open_clip_model.safetensors")}`,
        version: '"v7"',
      });
      const whole = await readSafetensors(SMALL);
      const images = [...whole.tensors].filter(([name]) => name.startsWith("visual."));
      assert.deepEqual(tensors, new Map(images));
      const ofImages = images.reduce((sum, [, { data }]) => sum + data.byteLength, 0);
      const header = 8 + Number(new DataView(BYTES.buffer).getBigUint64(0, true));
      // The bytes of texts are left where they are; one byte is for asking what the file is.
      const read = server.requests.map(({ range }) => /^bytes=(\d+)-(\d+)$/.exec(range!)!)
        .reduce((sum, [, from, to]) => sum + Number(to) - Number(from) + 1, 0);
      assert.equal(read, 1 + header + ofImages);
      assert.ok(read < BYTES.length);
      const network: Network = { architecture: "vit", config: clipOf(whole.metadata) };
      const { pooled } = (await loadCheckpoint(network, path) as Clip).encode(
        imagesOf(whole.tensors),
      );
      const expected = whole.tensors.get("out/image_features")!.data as Float32Array;
      assert.ok(largestDistance(await pooled.data(), expected) < 5e-5);
      const asked = server.requests.length;
      await fetch(); // it is there
      assert.equal(server.requests.length, asked);
    });
  });
});

Deno.test("an image tower needs a network that has another, and a host that gives ranges", async () => {
  await inFolder(async (folder) => {
    await assert.rejects(
      fetchCheckpoint("resnet50", { folder, imageTower: true }),
      new RangeError("Cannot fetch the image tower of resnet50: it is nothing else"),
    );
    await serving({ files: HOST, ranges: false }, async ({ url: mirror }) => {
      await assert.rejects(
        fetchCheckpoint("clip-vit-b32", { folder, mirror, imageTower: true, ...PATIENCE }),
        /the server must answer range requests/,
      );
    });
    assert.deepEqual(readdirSync(folder), []);
  });
});

Deno.test("every published file has an address that does not move, and weights a checksum", () => {
  for (const { files } of Object.values(CHECKPOINTS)) {
    const [weights, ...others] = Object.values(files) as { url: string; sha256?: string }[];
    assert.match(weights.sha256!, /^[0-9a-f]{64}$/);
    for (const { url } of [weights, ...others]) {
      assert.match(url, /^https:\/\/huggingface\.co\/[^/]+\/[^/]+\/resolve\/[0-9a-f]{40}\/[\w.]+$/);
    }
  }
});
