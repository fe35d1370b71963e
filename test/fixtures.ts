/**
 * Where the fixtures of the parity tests are.
 *
 * `FIXTURES` names a folder with the full sets; without it the small extracts in `test/testdata/`
 * are read, which have the same layout.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TESTDATA = fileURLToPath(new URL("testdata", import.meta.url));

/** Path of one fixture, "models/lstm_1layer.safetensors" for instance: the full one, or else the extract. */
export function fixture(path: string): string {
  const folder = Deno.env.get("FIXTURES");
  if (folder && existsSync(`${folder}/${path}`)) return `${folder}/${path}`;
  return `${TESTDATA}/${path}`;
}

/** True where the full fixtures are at hand. */
export function hasFullFixtures(): boolean {
  return existsSync(Deno.env.get("FIXTURES") ?? "\0");
}
