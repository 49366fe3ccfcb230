import { toGirError, type ErrorCode } from "@gir/errors"
import { systemClock } from "@gir/sim"
import { generateKeyPair, issueCertificate, type Certificate } from "@gir/x509"
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { exitCodeOf } from "../src/cli/exit-codes.ts"
import { runProgram } from "../src/cli/program.ts"
import { openTerminal } from "../src/cli/terminal.ts"
import { readSimulatorConfig } from "../src/config.ts"

export interface GirResult {
  readonly exitCode: number
  readonly out: string
  readonly err: string
  /** The code of the error that ended the command. */
  readonly code: ErrorCode | null
}

/** A folder with certificates A, B and C, their keys, and the command line in it. */
export interface Workbench {
  readonly folder: string
  readonly certificates: Readonly<Record<"A" | "B" | "C", Certificate>>
  gir(line: string, signal?: AbortSignal): Promise<GirResult>
  write(name: string, content: string | Uint8Array): Promise<void>
  read(name: string): Promise<Buffer>
  /** Names of all files that the commands made, temporary ones too. */
  made(): Promise<readonly string[]>
  remove(): Promise<void>
}

const DAY_MS = 86_400_000

export async function openWorkbench(): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), "gir-envelope-"))
  const certificates = {
    A: await makePair(folder, "A"),
    B: await makePair(folder, "B"),
    C: await makePair(folder, "C"),
  }
  const own = new Set(await readdir(folder))
  return {
    folder,
    certificates,
    gir: (line, signal) => runLine(line, folder, signal ?? new AbortController().signal),
    write: async (name, content) => {
      own.add(name)
      await writeFile(join(folder, name), content)
    },
    read: (name) => readFile(join(folder, name)),
    made: async () => (await readdir(folder)).filter((name) => !own.has(name)),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function makePair(folder: string, name: string): Promise<Certificate> {
  const { publicKey, privateKey, privateKeyPem } = await generateKeyPair(2048)
  const { pem, certificate } = issueCertificate({
    subject: { commonName: `Interaction Recording ${name}` },
    role: "recording",
    issuer: "self",
    privateKey,
    publicKey,
    notBefore: new Date(systemClock.now().getTime() - DAY_MS),
    notAfter: new Date(systemClock.now().getTime() + DAY_MS),
  })
  await writeFile(join(folder, `${name}.pem`), pem)
  await writeFile(join(folder, `${name}.key`), privateKeyPem)
  return certificate
}

async function runLine(line: string, folder: string, signal: AbortSignal): Promise<GirResult> {
  const written = { out: "", err: "" }
  const terminal = openTerminal({
    environment: { noColor: true, isDumb: false, isUtf8: true },
    stdout: { write: (text) => void (written.out += text) },
    stderr: { write: (text) => void (written.err += text) },
    noColor: true,
  })
  const config = readSimulatorConfig({})
  const context = { config, terminal, clock: systemClock, folder, signal }
  try {
    const exitCode = await runProgram(line.split(" "), context)
    return { exitCode, ...written, code: codeIn(written.err) }
  } catch (error) {
    const failure = toGirError(error)
    return { exitCode: exitCodeOf(failure), ...written, code: failure.code }
  }
}

function codeIn(text: string): ErrorCode | null {
  return (/error\[(ERR_[A-Z0-9_]+)\]/.exec(text)?.[1] ?? null) as ErrorCode | null
}
