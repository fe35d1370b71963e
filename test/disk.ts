import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { ROOT } from "#lib/setup";
import { inFolder } from "./temporary.ts";

/** Root may write everywhere; what an ordinary user meets needs another user then. */
export const IS_ROOT: boolean = Deno.build.os !== "windows" && Deno.uid() === 0;

/** Whether a small disk can be mounted: for root only, and not in every container. */
export const CAN_MOUNT: boolean = IS_ROOT && Deno.build.os === "linux" &&
  await inFolder((folder) => {
    try {
      mount(folder, "size=1m");
      execFileSync("umount", [folder]);
      return true;
    } catch {
      return false;
    }
  });

/** Mounts a disk of memory, or changes one: `size=1m`, `remount,size=9m`. */
export function mount(folder: string, options: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
}

/** Calls with a disk of 1 MB. */
export async function onSmallDisk(run: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    mount(folder, "size=1m");
    try {
      await run(folder);
    } finally {
      execFileSync("umount", [folder]);
    }
  });
}

/**
 * The message of what a piece of code throws when it writes into a folder that it may only read.
 *
 * @param code TypeScript, with the folder in `folder`; it runs as an ordinary user.
 */
export async function messageInReadOnlyFolder(folder: string, code: string): Promise<string> {
  const [imports, body] = code.split("---\n");
  const program = `
    import process from "node:process";
    ${imports}
    const folder = Deno.args[0];
    if (${IS_ROOT}) process.seteuid(65534);
    try { ${body} } catch (error) { console.log(error.message); }
    Deno.exit();`;
  chmodSync(folder, 0o555);
  try {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", program, "--", folder],
      cwd: ROOT,
    }).output();
    return new TextDecoder().decode(stdout).trimEnd() || new TextDecoder().decode(stderr);
  } finally {
    chmodSync(folder, 0o755);
  }
}
