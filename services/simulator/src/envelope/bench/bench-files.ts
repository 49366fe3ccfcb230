import { execFileSync } from "node:child_process"
import { createWriteStream } from "node:fs"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import type { BenchContext } from "./bench-context.ts"
import { MEBIBYTE, mebibytes } from "./bench-range.ts"
import { measure, type Figure } from "./measure.ts"
import { runProcess } from "./run-process.ts"
import { inScratchFolder } from "./scratch-folder.ts"

const ENCRYPT_TARGET = 1
const DECRYPT_TARGET = 4

export interface FileFigure extends Figure {
  /** Most memory that the process had; `null` where the system does not tell. */
  readonly peakMebibytes: number | null
  readonly theirPeakMebibytes: number | null
}

type Command = [string, ...string[]]

/** @returns `null` on a machine without the `openssl` program. */
export function openSslVersion(): string | null {
  try {
    return execFileSync("openssl", ["version"], { encoding: "utf8", stdio: "pipe" }).trim()
  } catch {
    return null
  }
}

/** File to file, program against program, their start included. */
export function benchFiles(context: BenchContext): Promise<FileFigure[]> {
  return inScratchFolder(4 * context.fileMebibytes * MEBIBYTE, async (folder) => {
    const at = (name: string): string => join(folder, name)
    const { signal, recipients, fileMebibytes } = context
    const [recipient] = recipients
    await writeFile(at("cert.pem"), recipient.certificate.pem)
    await writeFile(at("key.pem"), recipient.privateKeyPem, { mode: 0o600 })
    await pipeline(mebibytes(fileMebibytes), createWriteStream(at("clear")), { signal })
    const encrypted = await contest(context, {
      name: `file to file, encrypt ${fileMebibytes} MiB`,
      target: ENCRYPT_TARGET,
      ours: [...gir("encrypt"), "--cert", at("cert.pem"), "--in", at("clear"), "--out", at("ours")],
      theirs: openSslEncrypt(at),
      outputs: [at("ours"), at("theirs")],
    })
    const stored = [...gir("encrypt"), "--cert", at("cert.pem"), "--in", at("clear")] as Command
    await runProcess([...stored, "--out", at("stored")], signal)
    const decrypted = await contest(context, {
      name: `file to file, decrypt ${fileMebibytes} MiB`,
      target: DECRYPT_TARGET,
      ours: [...gir("decrypt"), "--key", at("key.pem"), "--in", at("stored"), "--out", at("o1")],
      theirs: openSslDecrypt(at),
      outputs: [at("o1"), at("o2")],
    })
    return [encrypted, decrypted]
  })
}

type At = (name: string) => string

function gir(command: string): Command {
  const bin = fileURLToPath(new URL("../../../bin/gir.js", import.meta.url))
  return [process.execPath, bin, "envelope", command]
}

function openSslEncrypt(at: At): Command {
  const files = ["-in", at("clear"), "-out", at("theirs"), "-outform", "DER", at("cert.pem")]
  return ["openssl", "cms", "-encrypt", "-binary", "-stream", "-aes256", ...files]
}

function openSslDecrypt(at: At): Command {
  const files = ["-in", at("stored"), "-inform", "DER", "-out", at("o2")]
  const key = ["-inkey", at("key.pem"), "-recip", at("cert.pem")]
  return ["openssl", "cms", "-decrypt", "-binary", ...files, ...key]
}

interface ProcessContest {
  readonly name: string
  readonly target: number
  readonly ours: Command
  readonly theirs: Command
  /** Removed before each run: gir never overwrites. */
  readonly outputs: readonly string[]
}

async function contest(context: BenchContext, options: ProcessContest): Promise<FileFigure> {
  const peaks: { ours: number | null; theirs: number | null } = { ours: null, theirs: null }
  const run = async (who: "ours" | "theirs"): Promise<void> => {
    const peak = await runProcess(options[who], context.signal)
    if (peak !== null) peaks[who] = Math.max(peaks[who] ?? 0, peak)
  }
  const figure = await measure({
    ...context,
    name: options.name,
    against: "openssl cms",
    target: options.target,
    // The system takes a while to free a gibibyte: neither program's work.
    prepare: async () => {
      for (const path of options.outputs) await rm(path, { force: true })
    },
    ours: () => run("ours"),
    theirs: () => run("theirs"),
  })
  return { ...figure, peakMebibytes: peaks.ours, theirPeakMebibytes: peaks.theirs }
}
