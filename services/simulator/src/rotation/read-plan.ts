import { GirError, isGirError } from "@gir/errors"
import { createHash } from "node:crypto"
import { dirname, resolve } from "node:path"
import { readInput, readCertificates, textOf, type InputFile } from "../certificate/input-text.ts"
import type { EvidenceInput } from "../evidence/evidence.ts"
import { readYaml, type YamlFile } from "../yaml/read-yaml.ts"
import { nearbyFile } from "./nearby-file.ts"
import type { Plan, PlanCertificate, PlanMcp, PlanPolicy } from "./plan.ts"
import { PlanFile } from "./plan-schema.ts"
import { readPlanDates } from "./read-plan-dates.ts"
import { readPlanKey } from "./read-plan-key.ts"
import type { PlanPlace } from "./plan-place.ts"

const DEFAULT_RECORDINGS = 40
const DEFAULT_SEED = 20_260_101
const DEFAULT_POLICY: PlanPolicy = {
  noUsableRecipient: "refuse",
  bundleOrder: "strict",
  chainPath: "first",
  weakSignature: "refuse",
}

/**
 * Reads a plan and every file that it names. Private keys stay in memory.
 *
 * @throws ERR_CLI_FILE_INVALID and the code of whatever a named file is instead, each with the line
 * of the plan quoted.
 */
export async function readPlan(name: string, folder: string): Promise<Plan> {
  const source = await readInput(name, folder)
  const file = readYaml({ name, text: textOf(source.bytes), schema: PlanFile })
  const place = { file, folder: dirname(resolve(folder, name)) }
  const { value } = file
  const bundle = await readNamed(place, "/caBundle", value.caBundle)
  const old = await readCertificate(place, "old", "A")
  const next = await readCertificate(place, "new", "B")
  refuseSame(file, old, next)
  return {
    ...place,
    bundle,
    old,
    next,
    dates: readPlanDates(file, { old: old.certificate, next: next.certificate }),
    mcps: readMcps(file),
    decryptUriPrefix: value.decryptUriPrefix ?? [],
    policy: { ...DEFAULT_POLICY, ...value.policy },
    envelopeProfile: value.envelope ?? "classic",
    recordings: value.recordings ?? DEFAULT_RECORDINGS,
    retentionYears: value.retentionYears ?? null,
    census: value.census === undefined ? null : resolve(place.folder, value.census),
    seed: value.seed ?? DEFAULT_SEED,
    inputs: [source, bundle, old.file, next.file].map(inputOf),
  }
}

/** @throws the code of the file's fault, with the line of the plan that names it. */
async function readNamed(
  { file, folder }: PlanPlace,
  pointer: string,
  name: string,
): Promise<InputFile> {
  try {
    return await readInput(name, folder)
  } catch (error) {
    if (!isGirError(error)) throw error
    const near = await nearbyFile(name, folder)
    throw file.faultAt(pointer, {
      code: error.code,
      message: error.message,
      ...(near === null
        ? {}
        : { next: `${pointer.slice(1)}: ${near}          (in the same folder)` }),
    })
  }
}

async function readCertificate(
  place: PlanPlace,
  which: "old" | "new",
  letter: "A" | "B",
): Promise<PlanCertificate> {
  const pointer = `/${which}Certificate`
  const input = await readNamed(place, pointer, place.file.value[`${which}Certificate`])
  const certificate = onlyCertificate(place, pointer, input)
  return { letter, file: input, certificate, key: await readPlanKey(place, which, certificate) }
}

function onlyCertificate({ file }: PlanPlace, pointer: string, input: InputFile) {
  try {
    const { certificates, faults } = readCertificates(input)
    const [fault] = faults
    if (fault !== undefined) throw fault
    const [certificate, second] = certificates
    if (certificate !== undefined && second === undefined) return certificate
    const message = `the file holds ${certificates.length} certificates; the CA's belong into the CA file`
    throw new GirError("ERR_X509_SEVERAL_CERTIFICATES", message)
  } catch (error) {
    if (!isGirError(error)) throw error
    const { code, message, next } = error
    throw file.faultAt(pointer, { code, message, next })
  }
}

function refuseSame(file: YamlFile<PlanFile>, old: PlanCertificate, next: PlanCertificate): void {
  if (old.certificate.sha256 !== next.certificate.sha256) return
  throw file.faultAt("/newCertificate", {
    message: "it is the very certificate that oldCertificate names, so nothing is rotated",
    context: { path: "/oldCertificate", note: "the same" },
  })
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

function readMcps(file: YamlFile<PlanFile>): readonly PlanMcp[] {
  const mcps = file.value.mcps ?? [{ name: "mcp-1" }]
  return mcps.map(({ name, clockSkew = "0 s" }, index) => {
    if (mcps.findIndex((other) => other.name === name) !== index) {
      throw file.faultAt(`/mcps/${index}/name`, { message: `${name} stands there twice` })
    }
    const [, amount = "0", unit = "s"] = /^([+-]?\d+) ?(\w+)$/.exec(clockSkew) ?? []
    return { name, skewMs: Number(amount) * (UNITS[unit] ?? 0) }
  })
}

function inputOf({ name, bytes }: InputFile): EvidenceInput {
  return {
    file: name,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
  }
}
