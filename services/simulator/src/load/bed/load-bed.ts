import { newIvrProfileOptions } from "@gir/ivr-profile"
import { silentLogger, type App } from "@gir/service-kit"
import { noFaults, seededRandom, type Clock } from "@gir/sim"
import type { Certificate } from "@gir/x509"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { AdministratorSession } from "../../clients/administrator.ts"
import { awaitProfileVersion } from "../../clients/await-profile-version.ts"
import { closeConditions, openConditions, type Conditions } from "../../clients/conditions.ts"
import { openPeers, type Peers } from "../../clients/peers.ts"
import { deployCaFile } from "../../demo/deploy-ca-file.ts"
import { buildControl } from "../../installation/control.ts"
import { startInstallation, type Installation } from "../../installation/installation.ts"
import { urlOf } from "../../installation/node-environment.ts"
import type { OwnRedis } from "../../installation/own-redis.ts"
import { freeNodes, freePorts } from "../../installation/ports.ts"
import { readSecret } from "../../installation/secrets.ts"
import { LOOPBACK, type Node } from "../../installation/service-table.ts"
import { stateFolder } from "../../installation/state-folder.ts"
import { makeTemporaryRoot, removeRoot } from "../../installation/temporary-root.ts"
import { noLabDesk } from "../../lab/lab-desk.ts"
import { labRoutes } from "../../lab/lab-routes.ts"
import { createPrivateCa, type PrivateCa } from "../../pki/private-ca.ts"
import {
  issueRecordingCertificate,
  type RecordingCertificate,
} from "../../pki/recording-certificate.ts"
import { noWalkDesk } from "../../scenario/step/walk-desk.ts"
import { walkRoutes } from "../../scenario/step/walk-routes.ts"
import { does, type LoadProfile, type MixPart } from "../profile/load-profile.ts"
import type { SampledServer } from "../run/service-samples.ts"
import { makeCallPool, type PooledCall } from "./call-pool.ts"
import { ownServers, sampledServers } from "./own-servers.ts"
import type { BedOptions } from "./bed-options.ts"

/** Which side of a rotation a certificate is on. */
export type Generation = "A" | "B"

/** Calls of one kind: their IVR Profile, its certificates, and their audio. */
export interface BedPart {
  readonly part: MixPart
  readonly dbid: number
  readonly calls: readonly PooledCall[]
  /** Those on the profile when the load begins. */
  readonly certificates: readonly Certificate[]
  /** Those of the other side of a rotation, made before the load: making keys takes seconds. */
  readonly next: readonly RecordingCertificate[]
}

/** An installation of its own, ready to be put under load. */
export interface LoadBed {
  readonly installation: Installation
  readonly peers: Peers
  readonly conditions: readonly Conditions[]
  readonly administrator: AdministratorSession
  readonly ca: PrivateCa
  readonly parts: readonly BedPart[]
  /** By certificate id, which is the SHA-256 of its DER. */
  readonly generations: Map<string, Generation>
  /** Nodes whose processes are measured. */
  readonly sampledNodes: readonly Node[]
  /** Servers that the load started, to be measured too. */
  readonly servers: readonly SampledServer[]
  /** Null when the queue is not the load's own Redis. */
  readonly redis: OwnRedis | null
  /** Files that hold plaintext and may: the calls that are recorded. */
  readonly callFolder: string
  readonly clock: Clock
}

const TENANT = "Environment"
const PROOFS_AT_ONCE = "8"

/**
 * Starts an installation for the time of some work.
 *
 * @throws what starting throws, what the work throws, the signal's reason; then nothing is left.
 */
export async function withBed<T>(
  options: BedOptions,
  work: (bed: LoadBed) => Promise<T>,
): Promise<T> {
  const parent = join(options.folder, ".gir")
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const root = await makeTemporaryRoot(parent, "load-")
  const closers: (() => Promise<unknown>)[] = [() => removeRoot(root)]
  try {
    return await work(await assemble(root, options, closers))
  } finally {
    for (const close of closers.toReversed()) await close()
  }
}

async function assemble(
  root: string,
  options: BedOptions,
  closers: (() => Promise<unknown>)[],
): Promise<LoadBed> {
  const { profile, clock, signal } = options
  const nodes = await freeNodes(profile.processes)
  const { config, redis } = await ownServers(root, options, closers)
  const temporary = join(root, "tmp")
  await mkdir(temporary)
  const [controlPort = 0] = await freePorts(1)
  const installation = await startInstallation({
    config,
    state: stateFolder(root),
    nodes,
    envelopeProfile: "classic",
    controlPort,
    environmentOf: (node) => ({ ...environmentOf(node, profile), TMPDIR: temporary }),
    clock,
    logger: silentLogger,
    signal,
  })
  closers.push(() => installation.stop())
  const control = await openControl(installation, { options, port: controlPort })
  closers.push(() => control.close())
  const peers = await openPeers(nodes, installation.secrets)
  closers.push(() => peers.close())
  const conditions = does(profile, "fault") ? await openConditions(nodes, installation.secrets) : []
  closers.push(() => closeConditions(conditions))
  // Duplicate deliveries are on by default; a load has only the faults that its profile names.
  for (const { faults } of conditions) await removeAll(faults)
  const ca = await createPrivateCa(clock.now())
  const caFilePath = await deployCaFile({ installation, authority: ca }, TENANT)
  const administrator = await peers.logIn()
  const value = `${urlOf(nodes, "rcs")}/rcs`
  await peers.webServices.setDecryptUriPrefix({ location: "/", value })
  const callFolder = join(root, "calls")
  const servers = sampledServers(installation, redis)
  // In one process, one of them answers for all.
  const sampledNodes =
    config.processes === "each"
      ? nodes
      : nodes.slice(0, 1).map((node) => ({ ...node, name: "host" }))
  const own = { redis, servers, sampledNodes, callFolder }
  const base = { installation, peers, conditions, administrator, ca, clock, ...own }
  const generations = new Map<string, Generation>()
  const parts: BedPart[] = []
  for (const [index] of profile.calls.mix.entries()) {
    signal.throwIfAborted()
    parts.push(await makePart({ ...base, parts, generations }, { profile, index, caFilePath }))
  }
  if (profile.calls.mix.some(({ screens }) => screens > 0)) await protectScreens(base)
  return { ...base, generations, parts }
}

/** Listens for the console's System screen, which shows the load. */
async function openControl(
  { supervisor, secrets }: Installation,
  { options, port }: { readonly options: BedOptions; readonly port: number },
): Promise<App> {
  const { clock, folder, watch } = options
  const control = buildControl({
    supervisor,
    serviceToken: await readSecret(secrets.serviceTokenFile),
    context: { name: "gir", clock, faults: noFaults, logger: silentLogger },
    load: watch,
    addresses: (app) => {
      labRoutes(app, { desk: noLabDesk, folder })
      walkRoutes(app, noWalkDesk)
    },
  })
  await control.listen({ host: LOOPBACK, port })
  return control
}

async function removeAll(faults: Conditions["faults"]): Promise<void> {
  for (const { name } of await faults.list()) await faults.remove(name)
}

function environmentOf({ service }: Node, profile: LoadProfile): NodeJS.ProcessEnv {
  return {
    // Without a fault in the profile everything runs at full speed.
    ...(does(profile, "fault") ? {} : { GIR_SIM: "off" }),
    ...(service === "mcp" ? { GIR_MCP_CONCURRENCY: String(profile.processes.callsPerMcp) } : {}),
    ...(service === "rcs" ? { GIR_RCS_CONCURRENCY: PROOFS_AT_ONCE } : {}),
  }
}

interface PartPlan {
  readonly profile: LoadProfile
  readonly index: number
  readonly caFilePath: string
}

async function makePart(bed: LoadBed, { profile, index, caFilePath }: PartPlan): Promise<BedPart> {
  const part = profile.calls.mix[index] as MixPart
  const { dbid } = await bed.peers.configuration.createProfile({
    name: `load-${index + 1}-${bed.clock.machineMs()}`,
    displayName: "Recording",
    description: "",
    tenant: TENANT,
    isEnabled: true,
    options: newIvrProfileOptions({
      caFilePath,
      mimeType: part.audio === "wav" ? "audio/wav" : "audio/mp3",
      envelopeProfile: part.envelope,
    }),
  })
  const calls = await makeCallPool({
    folder: bed.callFolder,
    name: `part-${index + 1}`,
    audio: part.audio,
    length: profile.calls.length,
    isMarked: part.isEncrypted,
    random: seededRandom(profile.seed + index),
  })
  const first = await issueFor(part, "A", bed)
  const next = does(profile, "rotate") ? await issueFor(part, "B", bed) : []
  await deployAll(bed, dbid, first)
  await awaitProfileVersion(bed.peers, dbid)
  return { part, dbid, calls, next, certificates: first.map(({ certificate }) => certificate) }
}

/** Makes the certificates of one side of a rotation. */
async function issueFor(
  { isEncrypted, recipients, keyBits }: MixPart,
  generation: Generation,
  bed: LoadBed,
): Promise<readonly RecordingCertificate[]> {
  const issued: RecordingCertificate[] = []
  for (let index = 0; isEncrypted && index < recipients; index += 1) {
    const made = await issueRecordingCertificate(bed.ca, {
      commonName: `Interaction Recording ${generation}${index + 1}`,
      now: bed.clock.now(),
      keyBits,
    })
    bed.generations.set(made.certificate.sha256, generation)
    issued.push(made)
  }
  return issued
}

/** Uploads certificates, and deploys them to an IVR Profile. */
export async function deployAll(
  { administrator }: Pick<LoadBed, "administrator">,
  dbid: number,
  issued: readonly RecordingCertificate[],
): Promise<void> {
  for (const { certificatePem, privateKeyPem, certificate } of issued) {
    await administrator.upload({ certificate: certificatePem, privateKey: privateKeyPem })
    await administrator.deploy(dbid, certificate.sha256)
  }
}

/** A screen in clear beside an encrypted call would not be muxed. */
async function protectScreens(bed: Pick<LoadBed, "ca" | "administrator" | "clock">): Promise<void> {
  const made = await issueRecordingCertificate(bed.ca, {
    commonName: "Interaction Recording S",
    now: bed.clock.now(),
  })
  const { certificatePem: certificate, privateKeyPem: privateKey } = made
  await bed.administrator.upload({ certificate, privateKey })
  await bed.administrator.assignScreenCertificates([made.certificate.sha256])
}
