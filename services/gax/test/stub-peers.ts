import { randomUUID } from "node:crypto"
import {
  type ApplicationObject,
  ApplicationUpdate,
  type CertificateUpload,
  CertificateUpload as CertificateUploadSchema,
  Credentials,
  type IvrProfileObject,
  IvrProfileParams,
  IvrProfileUpdate,
  NewIvrProfile,
  type Privilege,
  type RcsStatus,
  type RecordingMetadata,
  ScreenRecordingCertificates,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { createService, requireServiceToken, silentLogger, type App } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { describeCertificate, parseCertificate } from "@gir/x509"

export const SERVICE_TOKEN = "the-service-token-of-the-test"
export const ADMINISTRATION = "Administration of Recording Certificates and Keys"
export const DECRYPT = "Decrypt a Recording"

export function stub(name: string): App {
  return createService({ name, clock: systemClock, faults: noFaults, logger: silentLogger })
}

export async function listen(app: App): Promise<string> {
  return app.listen({ host: "127.0.0.1", port: 0 })
}

export interface StubUser {
  readonly password: string
  readonly privileges: readonly Privilege[]
}

export const EXPIRES_AT = "2026-11-24T10:05:00.000Z"
const RCS_STATUS: RcsStatus = {
  node: "rcs-1",
  keystore: { state: "open", keyCount: 2 },
  caStore: { state: "loaded", certificateCount: 1 },
  restartOptions: [
    {
      section: "rcs.properties",
      option: "cacertstorepath",
      configured: "ca_cert.pem",
      effective: null,
      isRestartPending: true,
    },
  ],
}

/** What RCS does, as far as GAX can see it. */
export class StubRcs {
  readonly app = stub("rcs")
  readonly users = new Map<string, StubUser>()
  readonly uploads: CertificateUpload[] = []
  readonly pems = new Map<string, string>()
  /** Recordings that only a certificate's key opens, by the certificate's id. */
  readonly needed = new Map<string, number>()
  /** Seconds for which nobody can log in. */
  lockedFor = 0
  #sessions = new Map<string, readonly Privilege[]>()

  constructor() {
    const { app } = this
    app.post("/sessions", { schema: { body: Credentials } }, async (request, reply) => {
      const { userName, password } = request.body
      if (this.lockedFor > 0) {
        const fields = { lockedUntil: EXPIRES_AT, retryAfterSeconds: this.lockedFor }
        throw new GirError("ERR_RCS_LOGIN_LOCKED", "locked", { fields })
      }
      const user = this.users.get(userName)
      if (user?.password !== password) throw new GirError("ERR_RCS_LOGIN_FAILED", "wrong password")
      const sessionId = randomUUID()
      this.#sessions.set(sessionId, user.privileges)
      return reply.code(201).send({ sessionId, userName, privileges: user.privileges })
    })
    app.delete<{ Params: { id: string } }>("/sessions/:id", async (request, reply) => {
      this.#sessions.delete(request.params.id)
      return reply.code(204).send()
    })
    void app.register(async (guarded: App) => {
      guarded.addHook("onRequest", async (request) => {
        if (this.#sessions.has(String(request.headers["x-rcs-session"]))) return
        throw new GirError("ERR_RCS_NOT_AVAILABLE", "RCS is not available")
      })
      this.#certificateRoutes(guarded)
      this.#playbackRoutes(guarded)
    })
    app.get("/status", { onRequest: requireServiceToken(SERVICE_TOKEN) }, async () => RCS_STATUS)
  }

  get sessionCount(): number {
    return this.#sessions.size
  }

  /** The keystore stays, and every session is forgotten. */
  restart(): void {
    this.#sessions = new Map()
  }

  #certificateRoutes(app: App): void {
    app.get("/certificates", async () => [...this.pems.values()].map(summaryOf))
    app.get<{ Params: { id: string } }>("/certificates/:id", async (request) => {
      const pem = this.#held(request.params.id)
      return { ...summaryOf(pem), pem }
    })
    app.post(
      "/certificates",
      { schema: { body: CertificateUploadSchema } },
      async (request, reply) => {
        this.uploads.push(request.body)
        const pem = request.body.certificate
        const summary = summaryOf(pem)
        const isNew = !this.pems.has(summary.id)
        this.pems.set(summary.id, pem)
        return reply
          .code(isNew ? 201 : 200)
          .send({ certificate: { ...summary, pem }, isNew, notices: [] })
      },
    )
    app.delete<{ Params: { id: string }; Querystring: { confirmLoss?: string } }>(
      "/certificates/:id",
      async (request, reply) => {
        const { id } = request.params
        this.#held(id)
        const recordings = this.needed.get(id) ?? 0
        if (recordings > 0 && request.query.confirmLoss !== String(recordings)) {
          const fields = { certificateId: id, recordings, oldest: null, newest: null }
          throw new GirError("ERR_RCS_KEY_STILL_NEEDED", "recordings need it", { fields })
        }
        this.pems.delete(id)
        return reply.code(204).send()
      },
    )
  }

  #playbackRoutes(app: App): void {
    app.post<{ Body: { mediaId: string } }>("/playback-tokens", async (request, reply) => {
      const { mediaId } = request.body
      return reply.code(201).send({ token: "a-playback-token", mediaId, expiresAt: EXPIRES_AT })
    })
    app.get("/users", async () =>
      [...this.users].map(([userName, { privileges }]) => ({ userName, privileges })),
    )
    app.get("/audit", async () => ({ entries: [], next: null }))
    app.get("/census", async () => ({ rows: [], recordings: 0, unopenable: 0, clear: 0 }))
  }

  #held(id: string): string {
    const pem = this.pems.get(id)
    if (pem !== undefined) return pem
    throw new GirError("ERR_RCS_CERTIFICATE_NOT_FOUND", "RCS holds no such certificate")
  }
}

export function summaryOf(pem: string) {
  const certificate = parseCertificate(pem)
  return { id: certificate.sha256, ...describeCertificate(certificate) }
}

/** A Configuration Server whose first profile is `profile`. */
export class StubConfigServer {
  readonly app = stub("config-server")
  readonly profiles = new Map<number, IvrProfileObject>()
  application: ApplicationObject = {
    name: "mcp-1",
    type: "Media Control Platform",
    version: 1,
    options: { mpc: {} },
  }
  /** False: nobody has made the application object yet. */
  isConfigured = true
  /** Saves of somebody else that come between the next reads and saves. */
  foreignSaves = 0

  constructor(profile: IvrProfileObject) {
    this.profiles.set(profile.dbid, profile)
    this.app.addHook("onRequest", requireServiceToken(SERVICE_TOKEN))
    this.#profileRoutes()
    this.#applicationRoutes()
  }

  get profile(): IvrProfileObject {
    return this.#stored(101)
  }

  set profile(profile: IvrProfileObject) {
    this.profiles.set(profile.dbid, profile)
  }

  #stored(dbid: number): IvrProfileObject {
    const profile = this.profiles.get(dbid)
    if (profile !== undefined) return profile
    throw new GirError("ERR_NOT_FOUND", "there is no such IVR Profile")
  }

  #profileRoutes(): void {
    const { app } = this
    const params = IvrProfileParams
    app.get("/ivr-profiles", async () => [...this.profiles.values()])
    app.post("/ivr-profiles", { schema: { body: NewIvrProfile } }, async (request, reply) => {
      const dbid = Math.max(...this.profiles.keys()) + 1
      this.profiles.set(dbid, { dbid, version: 1, ...request.body })
      return reply.code(201).send(this.#stored(dbid))
    })
    app.get("/ivr-profiles/:dbid", { schema: { params } }, async (request) =>
      this.#stored(request.params.dbid),
    )
    app.put(
      "/ivr-profiles/:dbid",
      { schema: { params, body: IvrProfileUpdate } },
      async (request) => {
        const { dbid } = request.params
        this.#saveForOthers(dbid)
        const { version } = this.#stored(dbid)
        if (request.body.version !== version) throw new GirError("ERR_CONFLICT", "stale version")
        this.profiles.set(dbid, { dbid, ...request.body, version: version + 1 })
        return this.#stored(dbid)
      },
    )
    app.delete("/ivr-profiles/:dbid", { schema: { params } }, async (request, reply) => {
      this.profiles.delete(request.params.dbid)
      return reply.code(204).send()
    })
  }

  #saveForOthers(dbid: number): void {
    if (this.foreignSaves === 0) return
    this.foreignSaves -= 1
    const profile = this.#stored(dbid)
    const { version, description } = profile
    const saved = { ...profile, version: version + 1, description: `${description}x` }
    this.profiles.set(dbid, saved)
  }

  #applicationRoutes(): void {
    const { app } = this
    app.get("/applications", async () => (this.isConfigured ? [this.application] : []))
    app.get("/applications/:name", async () => {
      if (this.isConfigured) return this.application
      throw new GirError("ERR_NOT_FOUND", "there is no such application object")
    })
    app.put("/applications/:name", { schema: { body: ApplicationUpdate } }, async (request) => {
      const { name, version } = this.application
      if (this.isConfigured !== (request.body.version !== undefined)) {
        throw new GirError("ERR_CONFLICT", "stale version")
      }
      this.isConfigured = true
      this.application = { name, ...request.body, version: version + 1 }
      return this.application
    })
  }
}

/** Settings, recordings and stored bytes of RWS. */
export class StubRws {
  readonly app = stub("rws")
  assigned: string[] = []
  recordings: RecordingMetadata[] = []
  /** Stored bytes by media id. */
  readonly stored = new Map<string, Buffer>()
  readonly searches: unknown[] = []
  /** Recordings of one page of a search. */
  pageSize = 100
  readonly prefixes = [
    { name: "decrypt-uri-prefix", location: "/", value: "http://127.0.0.1:8008/rcs" },
  ]

  constructor() {
    this.app.addHook("onRequest", requireServiceToken(SERVICE_TOKEN))
    this.#settingRoutes()
    this.#recordingRoutes()
  }

  #settingRoutes(): void {
    const settings = "/api/v2/ops/contact-centers/:id/settings"
    const url = `${settings}/screen-recording-encryption`
    this.app.get(url, async () => ({ certificates: this.assigned }))
    this.app.put(url, { schema: { body: ScreenRecordingCertificates } }, async (request) => {
      this.assigned = request.body.certificates
      return { statusCode: 0 }
    })
    this.app.get(`${settings}/screen-recording`, async () => ({
      statusCode: 0,
      settings: this.prefixes,
    }))
  }

  #recordingRoutes(): void {
    const { app } = this
    const root = "/api/v2/recordings"
    app.get(root, async (request) => {
      this.searches.push(request.query)
      const { after } = request.query as { after?: string }
      const lastIndex = this.recordings.findIndex((each) => placeOf(each) === after)
      const recordings = this.recordings.slice(lastIndex + 1, lastIndex + 1 + this.pageSize)
      const last = recordings.at(-1)
      const isMore = last !== undefined && last !== this.recordings.at(-1)
      return { statusCode: 0, recordings, next: isMore ? placeOf(last) : null }
    })
    app.get<{ Params: { id: string } }>(`${root}/:id`, async (request) => {
      const found = this.recordings.find(({ id }) => id === request.params.id)
      if (found !== undefined) return found
      throw new GirError("ERR_NOT_FOUND", "there is no such recording")
    })
    app.get<{ Params: { mediaId: string } }>(`${root}/:id/media/:mediaId/uri`, async (request) => ({
      mediaUri: `${this.prefixes[0]?.value}/media/${request.params.mediaId}`,
    }))
    app.post(`${root}/:id/mux`, async (_request, reply) =>
      reply.code(202).send({ jobId: "a-job", isNew: false }),
    )
    app.get<{ Params: { mediaId: string } }>(
      "/api/v2/media/:mediaId/content",
      async (request, reply) => {
        const bytes = this.stored.get(request.params.mediaId) ?? Buffer.alloc(0)
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? []
        return reply.code(206).send(bytes.subarray(Number(from), Number(to) + 1))
      },
    )
  }
}

function placeOf({ startTime, id }: RecordingMetadata): string {
  return `${startTime}_${id}`
}
