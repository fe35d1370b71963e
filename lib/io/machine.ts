import { execFile } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What a record says about the machine: enough to compare times, nothing that identifies it. */
export interface Machine {
  /** Processor model, as the system names it. */
  processor: string;
  /** Processor cores. */
  cores: number;
  /** Memory in GiB, rounded. */
  memory: number;
}

/** Describes this machine by processor model, cores and memory. */
export function machine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.replace(/\s+/g, " ").trim() ?? "unknown",
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 30),
  };
}

/**
 * Names the revision of the source: git's short hash, with a "+" where the library or its packages differ from it;
 * "unknown" outside a git checkout.
 */
export async function revision(): Promise<string> {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const git = async (...args: string[]) =>
    (await promisify(execFile)("git", args, { cwd })).stdout.trim();
  try {
    const hash = await git("rev-parse", "--short=10", "HEAD");
    const changed = await git("status", "--porcelain", "--", "lib", "deno.json", "deno.lock");
    return changed === "" ? hash : `${hash}+`;
  } catch {
    return "unknown";
  }
}
