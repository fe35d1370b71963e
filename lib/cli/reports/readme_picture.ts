import { join } from "node:path";
import { loadSplit, type Study } from "../../experiments/study.ts";
import { Captioner } from "../../experiments/captioner.ts";
import { contactSheet } from "../../figures/contact_sheet.ts";
import { writeFileAtomic } from "../../io/write.ts";
import { thumbnails } from "../../image/thumbnails.ts";
import { ROOT } from "../../setup/layout.ts";
import { Random } from "../../tensor/random.ts";

/** Pictures on the sheet; drawn at random from the test split, so that none is chosen for its caption. */
const PICTURES = 8;
const SEED = 2021;

/** Writes `figures/readme.svg`: test pictures with what the committed captioner says about them. */
export async function writeReadmePicture(study: Study): Promise<void> {
  const { images } = await loadSplit(study, "test");
  const paths = new Random(SEED).shuffle([...images]).slice(0, PICTURES).map(({ path }) => path);
  const captioner = await Captioner.load(join(ROOT, "data", "mini", "captioner"), { root: ROOT });
  const captioned = await captioner.caption(paths);
  captioner.dispose();
  const small = await thumbnails(paths, { side: 170, budget: 80_000 });
  const sheet = contactSheet(
    small.map((image, i) => ({
      image,
      caption: "caption" in captioned[i] ? captioned[i].caption : "",
    })),
    { title: "Photographs of mini and what its captioner says", columns: 4, width: 176, lines: 3 },
  );
  await writeFileAtomic(join(ROOT, "figures", "readme.svg"), sheet.svg.trimEnd() + "\n");
}
