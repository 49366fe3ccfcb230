import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { encodeVector, type Outcome } from "./vector-file.ts"

export interface VectorInput {
  readonly expect: Outcome
  /** Default `compat`: a person's own file. */
  readonly policy?: "strict" | "compat"
  readonly comment: string
  readonly envelope: Uint8Array
  /** What a success opens to. Default: {@link RECORDING}. */
  readonly content?: Uint8Array
}

/** The content of every vector that says nothing else: three blocks and a bit. */
export const RECORDING = Buffer.from("Interaction Recording, 52 bytes of it: 0123456789abc")

/**
 * Writes the data file of the scenario that the calling script is named after.
 *
 * @param script the caller's `import.meta.url`.
 */
export function writeVector(script: string, input: VectorInput): void {
  const { expect, policy = "compat", comment, envelope, content = RECORDING } = input
  // Nothing unverified leaves: a failure has released nothing at all.
  const leaves = expect === "success" ? content : Buffer.alloc(0)
  const released = createHash("sha256").update(leaves).digest("hex")
  const name = basename(fileURLToPath(script), ".ts")
  const file = new URL(`../../data/${name}.cmsvec`, import.meta.url)
  writeFileSync(file, encodeVector({ expect, policy, released, comment, envelope }))
}
