import { captionStatistics } from "../../metrics/caption_statistics.ts";
import { withReference } from "../../metrics/measure.ts";
import { tokenizedCaptions } from "../../metrics/tokenized.ts";
import type { Captions, Decoder } from "../../types.ts";
import type { Settings } from "../experiment.ts";
import { captionTexts, generateCaptions } from "../generate_captions.ts";
import type { Material } from "../material.ts";
import type { Switches } from "./faults.ts";
import { teacherForced } from "./teacher_forced.ts";

/** Where decoding without a limit is cut after all, in tokens: fifty times the usual limit. */
const UNBOUNDED = 1000;

/** Captions as the faults let them be made. */
export interface ReplayCaptions {
  captions: Captions;
  /** Whether `<end>` came; absent where captions are not generated. */
  ended?: ReadonlyMap<number, boolean>;
  /** Share of words that are `<unk>` where it is allowed. */
  unknown: number;
}

/** Captions the validation pictures, with those faults that act on that. */
export async function replayCaptions(
  decoder: Decoder,
  { material, switches, settings, seed }: {
    material: Material;
    switches: Switches;
    settings: Settings;
    seed: number;
  },
): Promise<ReplayCaptions> {
  const { features, vocabulary, val } = material;
  const shown = (captions: Captions) =>
    switches.has("stripped-ends") ? stripped(captions) : captions;
  if (switches.has("scored-under-teacher-forcing")) {
    const forced = await teacherForced(decoder, features.val, { split: val, vocabulary, seed });
    return { captions: shown(forced), unknown: unknownShare(forced, material) };
  }
  const maximumLength = switches.has("unbounded-greedy") ? UNBOUNDED : settings.maximumLength;
  const options = { vocabulary, maximumLength };
  const generated = await generateCaptions(decoder, features.val, options);
  const free = await generateCaptions(decoder, features.val, { ...options, unknown: true });
  return {
    captions: shown(captionTexts(generated)),
    ended: new Map([...generated].map(([id, { ended }]) => [id, ended])),
    unknown: unknownShare(captionTexts(free), material),
  };
}

function unknownShare(captions: Captions, { val }: Material): number {
  const described = withReference(tokenizedCaptions(captions), val.references);
  return captionStatistics([...described.values()]).unknown;
}

/** Without the first and the last word. */
function stripped(captions: Captions): Captions {
  return new Map([...captions].map(([id, text]) => [id, text.split(" ").slice(1, -1).join(" ")]));
}
