import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { NewSimFault, SimFaultEvent, validate } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { ClockState } from "@gir/sim"
import { Type } from "typebox"

/** What a node's clock shows and which faults are on. */
export interface Conditions {
  readonly clock: ClockState
  readonly faults: readonly NewSimFault[]
}

/** Keeps the conditions of one node, which are its machine's and so outlive its process. */
export interface ConditionsFile {
  /** @returns null when there are none yet. @throws ERR_SIM_CONDITIONS when they are damaged. */
  read(): Conditions | null
  /** Replaces the file in one step. @throws ERR_SIM_CONDITIONS */
  write(conditions: Conditions): void
  /** A line that a crash has cut is left out. */
  readEvents(): SimFaultEvent[]
  /** Returns when the event is with the operating system: the next moment may be a `kill -9`. */
  addEvent(event: SimFaultEvent): void
  clearEvents(): void
}

const OWNER_ONLY = 0o600
const OWNER_FOLDER = 0o700

const Stored = Type.Object({
  clock: Type.Union([
    Type.Object({ mode: Type.Literal("system") }),
    Type.Object({ mode: Type.Literal("running"), skewMs: Type.Number() }),
    Type.Object({ mode: Type.Literal("frozen"), atMs: Type.Number() }),
  ]),
  faults: Type.Array(NewSimFault),
})

/** @param nodeName is in the file's name: RCS nodes on one keystore share their root. */
export function conditionsFile(nodeRoot: string, nodeName: string): ConditionsFile {
  const file = join(nodeRoot, `sim-${nodeName}.json`)
  const journal = join(nodeRoot, `sim-${nodeName}.history`)
  return {
    read: () => {
      const text = coded(file, () => readIfThere(file))
      return text === null ? null : parse(file, text)
    },
    write: (conditions) =>
      coded(file, () => {
        mkdirSync(dirname(file), { recursive: true, mode: OWNER_FOLDER })
        writeFileSync(`${file}.new`, `${JSON.stringify(conditions, null, 2)}\n`, {
          mode: OWNER_ONLY,
        })
        renameSync(`${file}.new`, file)
      }),
    readEvents: () =>
      coded(journal, () => readIfThere(journal) ?? "")
        .split("\n")
        .flatMap(readEvent),
    addEvent: (event) =>
      coded(journal, () => {
        mkdirSync(dirname(journal), { recursive: true, mode: OWNER_FOLDER })
        appendFileSync(journal, `${JSON.stringify(event)}\n`, { mode: OWNER_ONLY })
      }),
    clearEvents: () => coded(journal, () => rmSync(journal, { force: true })),
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}

function parse(file: string, text: string): Conditions {
  return coded(file, () => validate(Stored, JSON.parse(text), file))
}

function readEvent(line: string): SimFaultEvent[] {
  try {
    return [validate(SimFaultEvent, JSON.parse(line), "event")]
  } catch {
    return []
  }
}

function coded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const reason = isGirError(cause) || cause instanceof Error ? cause.message : "no reason given"
    throw new GirError("ERR_SIM_CONDITIONS", reason, { where: file, cause })
  }
}
