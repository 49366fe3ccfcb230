import type { CertificateUpload, KeystoreCensus } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { join } from "node:path"
import { textOf } from "../certificate/input-text.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { withConnection, type Connection } from "../installation/connect.ts"
import { stateFolder } from "../installation/state-folder.ts"
import { withKeystore } from "../keystore/keystore-client.ts"
import type { CarryOutDeps } from "../rotation/carry-out-deps.ts"
import * as steps from "../rotation/carry-out.ts"
import { censusWords, completeReasons } from "../rotation/complete-reasons.ts"
import { readPlan } from "../rotation/read-plan.ts"
import {
  loadRotation,
  saveRotation,
  verbsAfter,
  wordOf,
  type NamedCertificate,
  type RotationState,
} from "../rotation/rotation-state.ts"

export interface RotationStepOptions {
  readonly state: string
  readonly json: boolean
}

export interface PrepareOptions extends RotationStepOptions {
  readonly plan?: string
  readonly certificate?: string
  readonly profileDbid?: number
}

type Take = (
  rotation: RotationState | null,
  deps: CarryOutDeps,
  connection: Connection,
) => Promise<RotationState>

/** Uploads the new certificate of a plan, or takes one that RCS holds, and begins a rotation. */
export async function rotationPrepareCommand(
  options: PrepareOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const given = await givenCertificate(options, context)
  return takeStep(options, context, (rotation, deps, { run }) => {
    const ivrProfileDbid = options.profileDbid ?? run.ivrProfileDbid
    return steps.prepare(rotation, { ivrProfileDbid, ...given }, deps)
  })
}

async function givenCertificate(
  { plan: name, certificate }: PrepareOptions,
  { folder }: CommandContext,
): Promise<Omit<steps.Preparation, "ivrProfileDbid">> {
  if (certificate !== undefined) return { upload: null, certificateId: certificate.toLowerCase() }
  if (name === undefined) {
    const message = "neither --plan nor --certificate names the new certificate"
    throw new GirError("ERR_CLI_USAGE", message, {
      next: "npx gir rotation prepare --plan plan.yaml",
    })
  }
  const { next, file } = await readPlan(name, folder)
  if (next.key === null) {
    const message = "RCS takes a certificate only with its key, and the plan names none"
    throw file.faultAt("/newCertificate", { message, next: "add newKey: to the plan" })
  }
  const { pem: privateKey, password } = next.key
  const upload: CertificateUpload = {
    certificate: textOf(next.file.bytes),
    privateKey,
    ...(password === undefined ? {} : { privateKeyPassword: password }),
  }
  return { upload, certificateId: next.certificate.sha256 }
}

/** Adds the new certificate beside the old one. */
export async function rotationOverlapCommand(
  options: RotationStepOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return takeStep(options, context, steps.overlap)
}

/** Removes the old certificate from the profile, unless recordings would then not play. */
export async function rotationCompleteCommand(
  options: RotationStepOptions & { readonly deleteOldKey: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const deletesOldKeys = options.deleteOldKey
  return takeStep(options, context, (rotation, deps) =>
    steps.complete(rotation, { deletesOldKeys }, deps),
  )
}

/** Puts the profile back as it was before. */
export async function rotationRollbackCommand(
  options: RotationStepOptions & { readonly force: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const isForced = options.force
  return takeStep(options, context, (rotation, deps) =>
    steps.rollback(rotation, { isForced }, deps),
  )
}

async function takeStep(
  { state: name, json }: RotationStepOptions,
  context: CommandContext,
  take: Take,
): Promise<ExitCode> {
  const state = stateFolder(join(context.folder, name))
  const before = await loadRotation(state)
  const after = await withConnection(name, context, (connection) =>
    withKeystore(name, context, async (keystore) => {
      const deps = { peers: connection.peers, keystore, clock: context.clock }
      const reached = await take(before, deps, connection)
      await saveRotation(state, reached)
      return reached
    }),
  )
  const { terminal } = context
  if (json) terminal.out(JSON.stringify(documentOf(after, []), null, 2))
  else for (const line of stepLines(after)) terminal.out(line)
  return EXIT.held
}

/** How far the rotation has come, who works with which version, and what would be refused. */
export async function rotationStatusCommand(
  { state: name, json }: RotationStepOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const rotation = await loadRotation(stateFolder(join(context.folder, name)))
  if (rotation === null) {
    if (json) terminal.out(JSON.stringify(documentOf(null, []), null, 2))
    else terminal.out("No rotation has begun      next: npx gir rotation prepare --plan plan.yaml")
    return EXIT.held
  }
  await withConnection(name, context, ({ peers }) =>
    withKeystore(name, context, async (keystore) => {
      const deps = { peers, keystore, clock: context.clock, deletesOldKeys: false }
      const reasons = rotation.phase === "overlap" ? await completeReasons(rotation, deps) : []
      const { version } = await peers.configuration.profile(rotation.ivrProfileDbid)
      const fleet = await peers.mcps()
      if (json) {
        terminal.out(JSON.stringify({ ...documentOf(rotation, reasons), fleet }, null, 2))
        return
      }
      for (const line of stepLines(rotation)) terminal.out(line)
      for (const { node, ivrProfiles } of fleet) {
        const known = ivrProfiles.find(({ dbid }) => dbid === rotation.ivrProfileDbid)?.version ?? 0
        const symbol = terminal.symbol(known >= version ? "held" : "running")
        terminal.out(`${symbol} ${node}  profile version ${known} of ${version}`)
      }
      for (const line of censusLines(rotation, await keystore.census())) terminal.out(line)
      for (const reason of reasons) {
        terminal.out(`${terminal.symbol("refused")} complete is refused: ${reason}`)
      }
    }),
  )
  return EXIT.held
}

function stepLines(rotation: RotationState): readonly string[] {
  const { phase, profileName, old, next } = rotation
  const due = verbsAfter(phase).map((verb) => `npx gir rotation ${verb}`)
  const rows = [
    [
      "Rotation",
      `${profileName}: ${old.map(certificateWords).join(", ")} to ${certificateWords(next)}`,
    ],
    ["Phase", wordOf(phase)],
    ["Next", due.join(", or ")],
  ]
  return alignColumns(rows)
}

function certificateWords({ subject, serialNumber }: NamedCertificate): string {
  return `${subject.replaceAll(/\p{C}/gu, "?")} (serial ${serialNumber})`
}

function censusLines({ old, next }: RotationState, { rows }: KeystoreCensus): readonly string[] {
  return [...old, next].map((certificate) => {
    const row = rows.find(({ certificateId }) => certificateId === certificate.id)
    const words = row === undefined ? "RCS does not hold it" : censusWords(row)
    return `Recordings for serial ${certificate.serialNumber}: ${words}`
  })
}

function documentOf(rotation: RotationState | null, reasons: readonly string[]): object {
  return {
    schema: "gir.rotation-status/1",
    verdict: "held",
    exitCode: EXIT.held,
    phase: rotation?.phase ?? null,
    next: verbsAfter(rotation?.phase ?? null),
    ivrProfileDbid: rotation?.ivrProfileDbid ?? null,
    old: rotation?.old ?? [],
    new: rotation?.next ?? null,
    history: rotation?.history ?? [],
    refusals: reasons,
    errors: [],
  }
}
