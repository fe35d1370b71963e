import { type Machine, machine, revision } from "../io/machine.ts";
import { startTensors } from "../tensor/mod.ts";

/** What a result came from; the last fields of every record. */
export interface Provenance {
  /** What it ran on. */
  machine: Machine;
  /** Of the libraries. */
  versions: { deno: string; tensorflow: string; tfjs: string };
  /** Of the source. */
  revision: string;
  /** When it ended, by the calendar. */
  date: string;
}

/** Gathers machine, versions, revision and today's date. */
export async function provenance(): Promise<Provenance> {
  const { tensorflow, tfjs } = await startTensors();
  return {
    machine: machine(),
    versions: { deno: Deno.version.deno, tensorflow, tfjs },
    revision: await revision(),
    date: new Date().toISOString().slice(0, 10),
  };
}
