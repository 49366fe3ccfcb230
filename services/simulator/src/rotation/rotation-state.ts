import type { Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { StateFolder } from "../installation/state-folder.ts"

/** How far a rotation has come. */
export type Phase = "prepared" | "overlap" | "complete" | "rolledBack"
export type RotationVerb = "prepare" | "overlap" | "complete" | "rollback"

/** A rotation on an installation, as its state folder remembers it. It holds no secret. */
export interface RotationState {
  readonly phase: Phase
  readonly ivrProfileDbid: number
  readonly profileName: string
  /** What the profile held before. */
  readonly old: readonly NamedCertificate[]
  readonly next: NamedCertificate
  /** The profile's options as they were before, for the rollback. */
  readonly optionsBefore: Options
  /** As the last step left them: a rollback may not undo somebody else's change. */
  readonly optionsLeft: Options
  readonly history: readonly { readonly phase: Phase; readonly at: string }[]
}

export interface NamedCertificate {
  /** SHA-256 of its DER: its id everywhere. */
  readonly id: string
  readonly subject: string
  readonly serialNumber: string
  readonly notBefore: string
  readonly notAfter: string
}

const PRIVATE_FILE = 0o600
const FROM: Readonly<Record<RotationVerb, readonly (Phase | null)[]>> = {
  prepare: [null, "complete", "rolledBack"],
  overlap: ["prepared"],
  complete: ["overlap"],
  rollback: ["prepared", "overlap", "complete"],
}

/** @returns the verbs that may follow a phase; `null` is no rotation at all. */
export function verbsAfter(phase: Phase | null): readonly RotationVerb[] {
  return (Object.keys(FROM) as RotationVerb[]).filter((verb) => FROM[verb].includes(phase))
}

/** @throws ERR_ROTATION_STEP_NOT_DUE naming the steps that are. */
export function assertDue(verb: RotationVerb, phase: Phase | null): void {
  if (FROM[verb].includes(phase)) return
  const is = phase === null ? "no rotation has begun" : `the rotation is ${wordOf(phase)}`
  const next = verbsAfter(phase).map((due) => `npx gir rotation ${due}`)
  throw new GirError("ERR_ROTATION_STEP_NOT_DUE", `${verb} is not due: ${is}`, {
    next: next.join(", or "),
  })
}

export function wordOf(phase: Phase): string {
  const words = {
    prepared: "prepared",
    overlap: "in overlap",
    complete: "complete",
    rolledBack: "rolled back",
  }
  return words[phase]
}

/** @returns `null` when no rotation has begun on this installation. */
export async function loadRotation(state: StateFolder): Promise<RotationState | null> {
  const text = await readFile(fileOf(state), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null
    throw error
  })
  return text === null ? null : (JSON.parse(text) as RotationState)
}

export async function saveRotation(state: StateFolder, rotation: RotationState): Promise<void> {
  const next = `${fileOf(state)}.new`
  await writeFile(next, `${JSON.stringify(rotation, null, 2)}\n`, { mode: PRIVATE_FILE })
  await rename(next, fileOf(state))
}

function fileOf({ root }: StateFolder): string {
  return join(root, "rotation.json")
}
