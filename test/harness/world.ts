import { randomBytes } from "node:crypto"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { IvrProfileObject, MediaSource, StoredReference } from "@gir/contracts"
import { addCertificates, newIvrProfileOptions, type IvrProfileSettings } from "@gir/ivr-profile"
import type { JobOutcome, Jobs } from "@gir/queue"
import { httpClient, silentLogger, type HttpClient } from "@gir/service-kit"
import { systemClock } from "@gir/sim"
import {
  awaitMux,
  createPrivateCa,
  freePorts,
  issueRecordingCertificate,
  nodeNames,
  offerInteraction,
  openPeers,
  playbackOracle,
  readSimulatorConfig,
  startInstallation,
  stateFolder,
  type Installation,
  type Node,
  type Peers,
  type Playback,
} from "@gir/simulator"
import { tempFolder } from "./temp-folder.ts"

/** A running installation, however it was started. */
export interface Site {
  readonly state: ReturnType<typeof stateFolder>
  readonly nodes: readonly Node[]
  readonly secrets: Installation["secrets"]
  readonly jobs: Jobs
}

type PrivateCa = Awaited<ReturnType<typeof createPrivateCa>>
type RecordingCertificate = Awaited<ReturnType<typeof issueRecordingCertificate>>
type Administrator = Awaited<ReturnType<Peers["logIn"]>>

/** A site with a private CA of its own, and the guide's verbs on it. */
export interface World extends Site {
  readonly peers: Peers
  readonly ca: PrivateCa
  /** A client with the service token, for what no person does. */
  http(service: Node["service"]): HttpClient
  issue(commonName: string, validity?: Validity): Promise<RecordingCertificate>
  /** Makes an enabled recording profile that trusts the world's CA file, unless told otherwise. */
  newProfile(settings?: ProfileSettings): Promise<number>
  record(call: Call): Promise<RecordedCall>
  /** Decrypts through RCS, and compares with what was recorded. */
  play(recordingId: string, kind?: "call" | "screen" | "mux"): Promise<Playback>
  /** The clear media, as a player gets them. */
  clearMedia(mediaId: string): Promise<Buffer>
  /** Every file below the Storage Destination, half-written ones as well. */
  storedFiles(): Promise<string[]>
  logsOf(node: string): Promise<string>
  close(): Promise<void>
}

export interface Validity {
  readonly notBefore: Date
  readonly notAfter: Date
}

export interface ProfileSettings extends IvrProfileSettings {
  readonly isEnabled?: boolean
  /** PEM; put on the profile as the Recording tab's Add does. */
  readonly certificates?: readonly string[]
}

export interface Call {
  readonly ivrProfileDbid: number
  readonly audio?: MediaSource
  readonly screen?: { readonly source: MediaSource; readonly durationMs: number }
  readonly channels?: "keep" | "mix"
}

export interface RecordedCall {
  readonly recordingId: string
  readonly call: JobOutcome<"record-call">
  readonly screen: JobOutcome<"record-screen"> | null
  /** How the mux ended; null when there was nothing to mux. */
  readonly mux: Awaited<ReturnType<typeof awaitMux>> | null
}

export const TENANT = "Environment"
/** The CA file of every world, as the guide writes its path. */
export const CA_FILE = `/genesys/mcp/certificates/${TENANT}/ca.pem`

const WAIT_MS = 60_000

/** Starts every service as a process of its own, in a temporary folder, on free ports. */
export async function startWorld(
  envelopeProfile: "classic" | "modern" = "classic",
): Promise<World & { readonly installation: Installation; logIn(): Promise<Administrator> }> {
  const folder = await tempFolder()
  const names = nodeNames({ mcp: 1, rcs: 1, muxer: 1 })
  const ports = await freePorts(names.length)
  const installation = await startInstallation({
    config: readSimulatorConfig({ PATH: process.env["PATH"] }),
    state: stateFolder(join(folder.path, ".gir")),
    nodes: names.map(({ name, service }, index) => ({ name, service, port: ports[index] ?? 0 })),
    envelopeProfile,
    clock: systemClock,
    logger: silentLogger,
  })
  const world = await openWorld(installation)
  return {
    ...world,
    installation,
    logIn: world.peers.logIn,
    close: async () => {
      await world.close()
      await installation.stop()
      await folder.remove()
    },
  }
}

/** Makes a world of a site that runs already. */
export async function openWorld(site: Site): Promise<World> {
  const peers = await openPeers(site.nodes, site.secrets)
  const ca = await createPrivateCa(systemClock.now())
  await placeCaFile(site, CA_FILE, ca.caBundlePem)
  const token = (await readFile(site.secrets.serviceTokenFile, "utf8")).trim()
  const clients = new Map<string, HttpClient>()
  const http = (service: Node["service"]): HttpClient => {
    const baseUrl = urlOf(site, service)
    const client = clients.get(baseUrl) ?? httpClient({ baseUrl, authorization: bearer(token) })
    clients.set(baseUrl, client)
    return client
  }
  const oracle = playbackOracle(site.jobs, randomBytes(8).toString("hex"))
  return {
    ...pick(site),
    peers,
    ca,
    http,
    issue: (commonName, validity) =>
      issueRecordingCertificate(ca, { commonName, now: systemClock.now(), ...validity }),
    newProfile: async (settings) => (await createProfile(peers, settings)).dbid,
    record: (call) => record(site.jobs, call),
    play: async (recordingId, kind = "call") => {
      const receipt = await receiptOf(peers, recordingId, kind)
      return oracle.play(receipt.mediaId, receipt.fingerprint)
    },
    clearMedia: async (mediaId) => bytesOf(await peers.cryptoServer.play(mediaId)),
    storedFiles: () => filesBelow(site.state.storage),
    logsOf: (node) => readFile(join(site.state.logs, `${node}.log`), "utf8"),
    close: async () => {
      await peers.close()
      await Promise.all([...clients.values()].map((client) => client.close()))
    },
  }
}

function pick({ state, nodes, secrets, jobs }: Site): Site {
  return { state, nodes, secrets, jobs }
}

function bearer(token: string): () => string {
  return () => `Bearer ${token}`
}

/** @returns the address of the first node of `service`. */
export function urlOf({ nodes }: Pick<Site, "nodes">, service: Node["service"]): string {
  const node = nodes.find((candidate) => candidate.service === service)
  if (node === undefined) throw new RangeError(`no node runs ${service}`)
  return `http://127.0.0.1:${node.port}`
}

/** Puts a CA file where the guide wants it, on every Media Control Platform. */
export async function placeCaFile(
  { nodes, state }: Pick<Site, "nodes" | "state">,
  guidePath: string,
  text: string,
): Promise<void> {
  for (const node of nodes.filter(({ service }) => service === "mcp")) {
    const file = join(state.nodeRoot(node.name), guidePath)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}

async function createProfile(
  { configuration }: Peers,
  { isEnabled = true, certificates = [], ...settings }: ProfileSettings = {},
): Promise<IvrProfileObject> {
  const options = newIvrProfileOptions({ caFilePath: CA_FILE, ...settings })
  return configuration.createProfile({
    name: `recording-${randomBytes(6).toString("hex")}`,
    displayName: "Recording",
    description: "",
    tenant: TENANT,
    isEnabled,
    options: addCertificates(options, certificates),
  })
}

/** Offers a call, and the screen beside it, and waits until all that follows of it has ended. */
async function record(jobs: Jobs, options: Call): Promise<RecordedCall> {
  const recordingId = randomBytes(16).toString("hex").toUpperCase()
  await offerInteraction(jobs, {
    recordingId,
    ivrProfileDbid: options.ivrProfileDbid,
    agentId: "1001",
    audio: options.audio ?? { kind: "built-in" },
    screen: options.screen ?? null,
    pace: "fast",
    channels: options.channels ?? "keep",
  })
  const call = await jobs.waitFor("record-call", recordingId, { timeoutMs: WAIT_MS })
  if (call.status === "done") {
    await demandDone(jobs.waitFor("process-recording", recordingId, { timeoutMs: WAIT_MS }))
  }
  if (options.screen === undefined) return { recordingId, call, screen: null, mux: null }
  const screen = await jobs.waitFor("record-screen", recordingId, { timeoutMs: WAIT_MS })
  const hasBoth = call.status === "done" && screen.status === "done"
  return { recordingId, call, screen, mux: hasBoth ? await awaitMux(jobs, recordingId) : null }
}

async function demandDone(waiting: Promise<JobOutcome<"process-recording">>): Promise<void> {
  const outcome = await waiting
  if (outcome.status === "failed") throw new Error(`${outcome.code}: ${outcome.message}`)
}

/** @returns what RWS knows of one media file; fails when it knows nothing. */
export async function receiptOf(
  { webServices }: Pick<Peers, "webServices">,
  recordingId: string,
  kind: "call" | "screen" | "mux" = "call",
) {
  const { mediaFiles } = await webServices.recording(recordingId)
  const found = mediaFiles.find((file) => file.mediaId === `${recordingId}-${kind}`)
  if (found === undefined) throw new RangeError(`recording ${recordingId} has no ${kind}`)
  return found.receipt
}

/** @returns the stored reference; fails with the code that the job ended with. */
export function reference(outcome: JobOutcome<"record-call" | "record-screen">): StoredReference {
  if (outcome.status === "done") return outcome.result
  throw new Error(`${outcome.code}: ${outcome.message}`)
}

export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
