import type { RemoteFile } from "../io/download.ts";
import { CLIP_VIT_B32, type ClipConfig } from "./clip_config.ts";
import { RESNET50, type ResnetConfig } from "./resnet_config.ts";

/** A network without its weights. */
export type Network =
  | { readonly architecture: "resnet"; readonly config: ResnetConfig }
  | { readonly architecture: "vit"; readonly config: ClipConfig };

/** A published network: what it is, where it is, and what is known of the file. */
export type Checkpoint = Network & {
  /** Its files by the names that they get here; the first one holds the weights. */
  readonly files: Readonly<Record<string, RemoteFile>>;
  /** Name of the licence. */
  readonly licence: string;
  /** Who is to be named. */
  readonly attribution: string;
};

/** A file of a repository on the Hugging Face hub, at a revision that does not move. */
function onHub(repository: string, revision: string, file: string): string {
  return `https://huggingface.co/${repository}/resolve/${revision}/${file}`;
}

const RESNET = ["timm/resnet50.tv_in1k", "78f3ecfdb38e06d9b8397f662e7ab8fee96026fa"] as const;
const CLIP = [
  "timm/vit_base_patch32_clip_224.openai",
  "a6f597a30f7b82c51704746581f9a4e41421e878",
] as const;

/**
 * The paper's two encoders. Revisions, sizes and checksums are those that the hub shows; they could not be
 * checked when this was written, so a file that differs is refused until it is accepted on purpose.
 */
export const CHECKPOINTS = {
  resnet50: {
    architecture: "resnet",
    config: RESNET50,
    files: {
      "model.safetensors": {
        url: onHub(...RESNET, "model.safetensors"),
        bytes: 102_469_840,
        sha256: "5d061a3c593d795bfe682d9b152bafbcf550579873492def3515b46db1189888",
      },
    },
    licence: "BSD-3-Clause (torchvision); trained on ImageNet, whose terms are for research",
    attribution: "K. He et al.: Deep Residual Learning, CVPR 2016; torchvision's IMAGENET1K_V1",
  },
  "clip-vit-b32": {
    architecture: "vit",
    config: CLIP_VIT_B32,
    files: {
      "open_clip_model.safetensors": {
        url: onHub(...CLIP, "open_clip_model.safetensors"),
        sha256: "e6d1bd7789aa45192b3bf90570a789b478bae1b74ebcce7eddd908e83a2b7c31",
      },
      "merges.txt": { url: onHub(...CLIP, "merges.txt") },
    },
    licence: "MIT (OpenAI)",
    attribution: "A. Radford et al.: Learning Transferable Visual Models From Natural Language " +
      "Supervision, ICML 2021",
  },
} as const satisfies Record<string, Checkpoint>;

/** Name of a published network. */
export type CheckpointName = keyof typeof CHECKPOINTS;
