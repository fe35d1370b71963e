import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { IS_ROOT } from "../disk.ts";

/**
 * What Chrome and Chromium are called in Google's packages, on Debian, Ubuntu, Fedora and Arch. Chrome
 * comes first: a system that has both, such as GitHub's, may let only Chrome have a sandbox.
 */
const NAMES = ["google-chrome", "google-chrome-stable", "chrome", "chromium", "chromium-browser"];
/** On macOS programs are not on the PATH. */
const APPLICATIONS = ["Chromium", "Google Chrome"]
  .map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** The machine's Chromium or Chrome, or `undefined`; none is ever downloaded. */
export function findChromium(path: string = Deno.env.get("PATH") ?? ""): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const programs = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...programs, ...Deno.build.os === "darwin" ? APPLICATIONS : []].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether this machine has a browser. */
export const HAS_CHROMIUM: boolean = findChromium() !== undefined;

/** What the name of a test that needs a browser ends with where there is none. */
export const NO_CHROMIUM: string = HAS_CHROMIUM ? "" : " (not run: no Chromium on the PATH)";

/**
 * Starts the machine's Chromium without a window and with a profile of its own; `await using` ends it.
 *
 * It is led through a pipe: no port is opened, and it ends when this process does.
 *
 * @throws {Error} If there is none.
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(`Cannot start a browser: one of ${NAMES.join(", ")} must be on the PATH`);
  }
  // Chromium's sandbox refuses to work for root, in a container for instance.
  return await chromium.launch({ executablePath, chromiumSandbox: !IS_ROOT });
}
