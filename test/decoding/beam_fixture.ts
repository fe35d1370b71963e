/**
 * The LSTM of PyTorch whose searches and self-critical gradients are known, as ours.
 *
 * @module
 */
import { LstmDecoder } from "#lib/decoders";
import { Random } from "#lib/tensor";
import { type ModelFixture, modelFixture } from "../decoders/model_fixture.ts";

/** What the fixture's metadata say. */
export interface BeamFixtureConfig {
  V: number;
  E: number;
  H: number;
  max_len: number;
  images: number;
}

/** The fixture, its decoder, and PyTorch's names by ours. The image is read as it is: an identity of ours. */
export async function beamFixture(): Promise<{
  fixture: ModelFixture<BeamFixtureConfig>;
  decoder: LstmDecoder;
  names: Record<string, string>;
}> {
  const fixture = await modelFixture<BeamFixtureConfig>("beam");
  const { config } = fixture;
  const drawn = new LstmDecoder({
    vocabularySize: config.V,
    featureWidth: config.E,
    embeddingWidth: config.E,
    hiddenWidth: config.H,
    layers: 1,
    dropout: 0,
  }, new Random(1));
  const theirs: Record<string, string> = {
    "embedding.weight": "embed.weight",
    "output.weight": "linear.weight",
    "output.bias": "linear.bias",
  };
  const names = [...drawn.parameters.keys()].filter((name) => !name.startsWith("image."));
  const named = Object.fromEntries(names.map((name) => [name, theirs[name] ?? name]));
  const stored = fixture.weights(named);
  const identity = (i: number) => Number(i % (config.E + 1) === 0);
  stored.set("image.weight", {
    dtype: "F32",
    shape: [config.E, config.E],
    data: Float32Array.from({ length: config.E ** 2 }, (_, i) => identity(i)),
  });
  stored.set("image.bias", { dtype: "F32", shape: [config.E], data: new Float32Array(config.E) });
  const decoder = new LstmDecoder(drawn.config, stored);
  return { fixture, decoder, names: named };
}
