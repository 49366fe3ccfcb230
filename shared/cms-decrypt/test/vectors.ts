import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/**
 * Folder of the public vectors (Wycheproof, OpenSSL), which are kept outside the repository.
 * Without it the suites below run on the few vectors that are embedded here.
 */
export const vectorsFolder = process.env["GIR_VECTORS"]

export interface WycheproofTest {
  readonly tcId: number
  readonly comment: string
  readonly flags: readonly string[]
  readonly result: "valid" | "invalid" | "acceptable"
  /** Inputs and outputs in hexadecimal, by name. */
  readonly [name: string]: unknown
}

export interface WycheproofGroup {
  readonly tests: readonly WycheproofTest[]
  readonly [name: string]: unknown
}

/** @returns every group of the files whose names begin with `prefix`; none without the folder. */
export function wycheproofGroups(prefix: string): readonly WycheproofGroup[] {
  const folder = join(vectorsFolder ?? "", "wycheproof")
  if (vectorsFolder === undefined || !existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith(".json"))
    .flatMap((name) => {
      const file = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
        testGroups: WycheproofGroup[]
      }
      return file.testGroups
    })
}

export interface ImplicitRejectionVectors {
  readonly keys: Readonly<Record<string, string>>
  readonly tests: readonly {
    readonly comment: string
    readonly key: string
    readonly Input: string
    readonly Output: string
    readonly Ctrl?: readonly string[]
    readonly Result?: string
  }[]
}

export function openSslImplicitRejection(): ImplicitRejectionVectors | null {
  const path = join(vectorsFolder ?? "", "openssl", "implicit_rejection.json")
  if (vectorsFolder === undefined || !existsSync(path)) return null
  return JSON.parse(readFileSync(path, "utf8")) as ImplicitRejectionVectors
}

export function hex(value: unknown): Buffer {
  return Buffer.from(String(value), "hex")
}
