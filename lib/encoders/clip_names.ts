import type { StoredTensor } from "../tensor/mod.ts";
import { checkTensors } from "./check_tensors.ts";
import type { ClipTensor } from "./clip_config.ts";

/** Where a weight file keeps a tensor. */
interface Source {
  /** Its parts, joined along the first axis. */
  names: readonly string[];
  /** Whether it lies there with its two axes exchanged. */
  transposed?: boolean;
}

/** One library's names of a CLIP's tensors. */
interface ClipNames {
  readonly library: string;
  /** Where the library keeps a tensor that OpenAI calls `name`. */
  source(name: string): Source;
  /** What else a file may hold: numbers of the configuration, counters, heads. */
  readonly ignored: RegExp;
  /** The names of each tower, to leave one out. */
  readonly towers: { readonly image: RegExp; readonly text: RegExp };
}

/** OpenAI's names; the project's own files use them, too, with heads called `head.…`. */
const OPENAI: ClipNames = {
  library: "OpenAI",
  source: (name) => ({ names: [name] }),
  ignored: /^(input_resolution|context_length|vocab_size)$|^head\./,
  towers: {
    image: /^visual\./,
    text:
      /^(transformer\.|token_embedding\.|ln_final\.|positional_embedding$|text_projection$|logit_scale$)/,
  },
};

/** Names outside the layers, in Hugging Face's order. */
const OUTSIDE: Readonly<Record<string, string>> = {
  "visual.conv1.weight": "vision_model.embeddings.patch_embedding.weight",
  "visual.class_embedding": "vision_model.embeddings.class_embedding",
  "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
  "visual.ln_pre.weight": "vision_model.pre_layrnorm.weight", // their spelling
  "visual.ln_pre.bias": "vision_model.pre_layrnorm.bias",
  "visual.ln_post.weight": "vision_model.post_layernorm.weight",
  "visual.ln_post.bias": "vision_model.post_layernorm.bias",
  "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
  "positional_embedding": "text_model.embeddings.position_embedding.weight",
  "ln_final.weight": "text_model.final_layer_norm.weight",
  "ln_final.bias": "text_model.final_layer_norm.bias",
  "logit_scale": "logit_scale",
};

/** Parts of a layer. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  "ln_1": ["layer_norm1"],
  "attn.in_proj": ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
  "attn.out_proj": ["self_attn.out_proj"],
  "ln_2": ["layer_norm2"],
  "mlp.c_fc": ["mlp.fc1"],
  "mlp.c_proj": ["mlp.fc2"],
};

/** Hugging Face's names (`CLIPModel`, `openai/clip-vit-base-patch32`). */
const HUGGING_FACE: ClipNames = {
  library: "Hugging Face",
  source: (name) => {
    if (name === "visual.proj") return { names: ["visual_projection.weight"], transposed: true };
    if (name === "text_projection") return { names: ["text_projection.weight"], transposed: true };
    const layer = /^(visual\.)?transformer\.resblocks\.(\d+)\.(.+)[._](weight|bias)$/.exec(name);
    if (layer === null) return { names: [OUTSIDE[name]] };
    const [, visual, place, part, kind] = layer;
    const tower = visual === undefined ? "text_model" : "vision_model";
    return {
      names: INSIDE[part].map((own) => `${tower}.encoder.layers.${place}.${own}.${kind}`),
    };
  },
  ignored: /\.position_ids$/,
  towers: {
    image: /^vis(ion_model|ual_projection)\./,
    text: /^text_(model|projection)\.|^logit_scale$/,
  },
};

/** A tensor's numbers, in OpenAI's layout. */
export interface ClipValues {
  /** Sizes of the axes; none for a single number. */
  shape: readonly number[];
  /** Row by row. */
  data: Float32Array;
}

/**
 * Takes a CLIP's tensors out of a file, whatever library's names they have.
 *
 * @param wanted The tensors of one tower or of both.
 * @param options.network What it is called, for the error.
 * @param options.without Towers that may be in the file and are not wanted.
 * @returns By OpenAI's names, in OpenAI's layout, 32 bits.
 * @throws {TypeError} Lists every tensor that is missing, surplus or of another shape.
 */
export function clipValues(
  tensors: ReadonlyMap<string, StoredTensor>,
  wanted: readonly ClipTensor[],
  { network, without = [] }: { network: string; without?: readonly ("image" | "text")[] },
): Map<string, ClipValues> {
  const names = [...tensors.keys()].some((name) => /^(text|vision)_model\./.test(name))
    ? HUGGING_FACE
    : OPENAI;
  const shapes = new Map<string, readonly number[]>();
  for (const tensor of wanted) {
    const source = names.source(tensor.name);
    for (const name of source.names) shapes.set(name, partShape(tensor.shape, source));
  }
  const ignored = [names.ignored, ...without.map((tower) => names.towers[tower])];
  checkTensors(tensors, shapes, {
    what: { network, library: names.library },
    ignored: new RegExp(ignored.map(({ source }) => source).join("|")),
  });
  return new Map(wanted.map(({ name, shape }) => {
    const { names: parts, transposed } = names.source(name);
    const data = joined(parts.map((part) => tensors.get(part)!.data as Float32Array));
    return [name, { shape, data: transposed ? exchanged(data, shape) : data }];
  }));
}

function partShape(shape: readonly number[], { names, transposed }: Source): readonly number[] {
  if (transposed) return shape.toReversed();
  return shape.length === 0 ? shape : [shape[0] / names.length, ...shape.slice(1)];
}

function joined(parts: readonly ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Exchanges the axes of a matrix; `shape` is that of the result. */
function exchanged(data: Float32Array, [rows, columns]: readonly number[]): Float32Array {
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[row * columns + column] = data[column * rows + row];
    }
  }
  return result;
}
