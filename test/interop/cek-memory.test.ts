import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { constants, privateDecrypt } from "node:crypto"
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs"
import { createInterface, type Interface } from "node:readline"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { setTimeout as delay } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { decodeEnvelopeHeader } from "@gir/cms"
import { encryptContent } from "@gir/cms-encrypt"
import { afterAll, describe, expect, it } from "vitest"
import { contentOf, openOffice, type Holder } from "./openssl.ts"

/** What the promise is about: this long after an envelope was closed its CEK is nowhere. */
const GRACE_MS = 2_000
const OPENING = new URL("open-and-wait.ts", import.meta.url)
const ENCRYPTING = new URL("encrypt-and-wait.ts", import.meta.url)

if (!existsSync("/proc/self/mem")) console.warn("the memory scan is left out: it needs Linux")

describe.skipIf(!existsSync("/proc/self/mem"))("the CEK of a recording", () => {
  const office = openOffice()
  const children: ChildProcess[] = []
  afterAll(() => {
    for (const child of children) child.kill()
    office.close()
  })

  it.each(["classic", "modern"] as const)(
    "is gone from the process after a decrypt (%s)",
    async (envelopeProfile) => {
      const holder = await office.holder(envelopeProfile)
      const { stream } = encryptContent({ recipients: [holder.certificate], envelopeProfile })
      const envelope = await buffer(Readable.from([contentOf(3_000_000)]).pipe(stream))
      const cek = cekOf(envelope, holder)
      const { certificateFile, keyFile } = holder
      const files = [office.file("envelope.p7m", envelope), certificateFile, keyFile]
      const { pid, lines, child } = startChild(OPENING, files)
      expect((await lines.next()).value).toBe("read 3000000")
      // As long as it is open it must be somewhere: the scan can find it.
      expect(countInMemory(pid, cek)).toBeGreaterThan(0)
      child.stdin?.write("close\n")
      expect((await lines.next()).value).toBe("closed")
      await delay(GRACE_MS)
      expect(countInMemory(pid, cek)).toBe(0)
      child.stdin?.end()
      await once(child, "exit")
    },
  )

  it.each(["classic", "modern"] as const)(
    "is gone from the process after an encrypt (%s)",
    async (envelopeProfile) => {
      const holder = await office.holder(envelopeProfile)
      const content = office.file("content", contentOf(3_000_000))
      const envelopeFile = office.file("written.p7m", Buffer.alloc(0))
      const args = [content, holder.certificateFile, envelopeProfile, envelopeFile]
      const { pid, lines, child } = startChild(ENCRYPTING, args)
      expect((await lines.next()).value).toBe("begun")
      // The header is written by now; its wrapped key tells what to look for.
      const cek = cekOf(readFileSync(envelopeFile), holder)
      expect(countInMemory(pid, cek)).toBeGreaterThan(0)
      child.stdin?.write("end\n")
      expect((await lines.next()).value).toBe("ended")
      await delay(GRACE_MS)
      expect(countInMemory(pid, cek)).toBe(0)
      child.stdin?.end()
      await once(child, "exit")
    },
  )

  function startChild(script: URL, args: readonly string[]) {
    const path = fileURLToPath(script)
    const flags = ["--conditions=@gir/source", "--import", "tsx"]
    const child = spawn(process.execPath, [...flags, path, ...args], {
      stdio: ["pipe", "pipe", "inherit"],
    })
    children.push(child)
    const reader: Interface = createInterface({ input: child.stdout })
    return { pid: child.pid!, lines: reader[Symbol.asyncIterator](), child }
  }
})

/** The CEK by the textbook, so that no code of ours handles it here. */
function cekOf(envelope: Uint8Array, { keyPair }: Holder): Buffer {
  const [info] = decodeEnvelopeHeader(envelope, envelope.length).recipientInfos
  if (info?.type !== "ktri") throw new Error("not a key transport recipient")
  const key = keyPair.privateKey
  if (info.keyEncryptionAlgorithm.kind === "oaep") {
    return privateDecrypt({ key, oaepHash: "sha256" }, info.encryptedKey)
  }
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, info.encryptedKey)
  return block.subarray(block.indexOf(0, 2) + 1)
}

/** Counts the occurrences of a secret in everything that a process can write to. */
function countInMemory(pid: number, secret: Buffer): number {
  const memory = openSync(`/proc/${pid}/mem`, "r")
  try {
    return writableRegions(pid).reduce(
      (count, region) => count + countIn(memory, region, secret),
      0,
    )
  } finally {
    closeSync(memory)
  }
}

type Region = readonly [from: number, to: number]

function writableRegions(pid: number): readonly Region[] {
  const maps = readFileSync(`/proc/${pid}/maps`, "latin1")
  return [...maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)].map(
    ([, from = "", to = ""]) => [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const,
  )
}

const STEP_BYTES = 16 * 1024 * 1024

function countIn(memory: number, [from, to]: Region, secret: Buffer): number {
  let count = 0
  const window = Buffer.alloc(STEP_BYTES + secret.length)
  for (let at = from; at < to; at += STEP_BYTES) {
    const bytes = readMemory(memory, window.subarray(0, Math.min(window.length, to - at)), at)
    for (let found = bytes.indexOf(secret); found !== -1; found = bytes.indexOf(secret, found + 1))
      count += 1
  }
  return count
}

function readMemory(memory: number, target: Buffer, position: number): Buffer {
  try {
    return target.subarray(0, readSync(memory, target, 0, target.length, position))
  } catch {
    // Reserved but not there, as most of the heap's cage is.
    return Buffer.alloc(0)
  }
}
