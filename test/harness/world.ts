import { randomBytes } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { IvrProfileObject, MediaSource, Options, StoredReference } from "@gir/contracts"
import { addCertificates, newIvrProfileOptions, type IvrProfileSettings } from "@gir/ivr-profile"
import type { JobOutcome, Jobs } from "@gir/queue"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { systemClock } from "@gir/sim"
import {
  awaitMux,
  issueRecordingCertificate,
  offerInteraction,
  openPeers,
  playbackOracle,
  stateFolder,
  type Installation,
  type Node,
  type Peers,
  type Playback,
} from "@gir/simulator"
import { GUIDE_PATH, TENANT, type PrivateCa } from "./provision.ts"
import { storedFiles } from "./stored-files.ts"
import { ONE_OF_EACH, startTestInstallation, type TestInstallation } from "./test-installation.ts"

/** A running installation, however it was started. */
export interface Site {
  readonly state: ReturnType<typeof stateFolder>
  readonly nodes: readonly Node[]
  readonly secrets: Installation["secrets"]
  readonly jobs: Jobs
  /** Signs certificates; every MCP trusts it. */
  readonly ca: PrivateCa
}

type RecordingCertificate = Awaited<ReturnType<typeof issueRecordingCertificate>>

/** A site, and the guide's verbs on it. */
export interface World extends Site {
  readonly peers: Peers
  /** A client with the service token, for what no person does. */
  http(service: Node["service"]): HttpClient
  /** @param at the day of issue; a certificate is valid for two years. */
  issue(commonName: string, at?: Date): Promise<RecordingCertificate>
  /** Makes an enabled recording profile that trusts the world's CA file, unless told otherwise. */
  newProfile(settings?: ProfileSettings): Promise<number>
  record(call: Call): Promise<RecordedCall>
  /** Decrypts through RCS, and compares with what was recorded. */
  play(recordingId: string, kind?: "call" | "screen" | "mux"): Promise<Playback>
  /** The clear media, as a player gets them. */
  clearMedia(mediaId: string): Promise<Buffer>
  /** Every file below the Storage Destination, half-written ones as well. */
  storedFiles(): Promise<string[]>
  logOf(node: string): Promise<string>
  close(): Promise<void>
}

export interface ProfileSettings extends IvrProfileSettings {
  readonly isEnabled?: boolean
  /** PEM; put on the profile as the Recording tab's Add does. */
  readonly certificates?: readonly string[]
  /** A last change to the options, as somebody makes it in the Options tab. */
  readonly edit?: (options: Options) => Options
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

const WAIT_MS = 60_000

/** Starts every service, in a temporary folder, on free ports. */
export async function startWorld(): Promise<World & { readonly installation: TestInstallation }> {
  const installation = await startTestInstallation({ fleet: ONE_OF_EACH })
  const world = await openWorld(installation)
  const close = async (): Promise<void> => {
    await world.close()
    await installation.remove()
  }
  return { ...world, installation, close }
}

/** Makes a world of a site that runs already. */
export async function openWorld(site: Site): Promise<World> {
  const { jobs, state } = site
  const peers = await openPeers(site.nodes, site.secrets)
  const clients = await serviceClients(site)
  const oracle = playbackOracle(jobs, randomBytes(8).toString("hex"))
  return {
    ...pick(site),
    peers,
    http: clients.http,
    issue: (commonName, at = systemClock.now()) =>
      issueRecordingCertificate(site.ca, { commonName, now: at }),
    newProfile: async (settings) => (await createProfile(peers, settings)).dbid,
    record: (call) => record(jobs, call),
    play: async (recordingId, kind = "call") => {
      const receipt = await receiptOf(peers, recordingId, kind)
      return oracle.play(receipt.mediaId, receipt.fingerprint)
    },
    clearMedia: async (mediaId) => bytesOf(await peers.cryptoServer.play(mediaId)),
    storedFiles: () => storedFiles(state.storage),
    logOf: (node) => readFile(join(state.logs, `${node}.log`), "utf8"),
    close: async () => {
      await peers.close()
      await clients.close()
    },
  }
}

async function serviceClients(site: Site): Promise<Pick<World, "http" | "close">> {
  const token = (await readFile(site.secrets.serviceTokenFile, "utf8")).trim()
  const clients = new Map<string, HttpClient>()
  return {
    http: (service) => {
      const baseUrl = urlOf(site, service)
      const client =
        clients.get(baseUrl) ?? httpClient({ baseUrl, authorization: () => `Bearer ${token}` })
      clients.set(baseUrl, client)
      return client
    },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()))
    },
  }
}

function pick({ state, nodes, secrets, jobs, ca }: Site): Site {
  return { state, nodes, secrets, jobs, ca }
}

/** @returns the address of the first node of `service`. */
export function urlOf({ nodes }: Pick<Site, "nodes">, service: Node["service"]): string {
  const node = nodes.find((candidate) => candidate.service === service)
  if (node === undefined) throw new RangeError(`no node runs ${service}`)
  return `http://127.0.0.1:${node.port}`
}

async function createProfile(
  { configuration }: Peers,
  { isEnabled = true, certificates = [], edit = (same) => same, ...settings }: ProfileSettings = {},
): Promise<IvrProfileObject> {
  const options = newIvrProfileOptions({ caFilePath: GUIDE_PATH, ...settings })
  return configuration.createProfile({
    name: `recording-${randomBytes(6).toString("hex")}`,
    displayName: "Recording",
    description: "",
    tenant: TENANT,
    isEnabled,
    options: edit(addCertificates(options, certificates)),
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
