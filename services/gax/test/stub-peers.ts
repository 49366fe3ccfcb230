import { randomUUID } from "node:crypto"
import {
  type CertificateUpload,
  CertificateUpload as CertificateUploadSchema,
  Credentials,
  type IvrProfileObject,
  IvrProfileUpdate,
  type Privilege,
  ScreenRecordingCertificates,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { createService, requireServiceToken, silentLogger, type App } from "@gir/service-kit"
import { systemClock } from "@gir/sim"
import { describeCertificate, parseCertificate } from "@gir/x509"

export const SERVICE_TOKEN = "the-service-token-of-the-test"
export const ADMINISTRATION = "Administration of Recording Certificates and Keys"

function stub(name: string): App {
  return createService({ name, clock: systemClock, logger: silentLogger })
}

export async function listen(app: App): Promise<string> {
  return app.listen({ host: "127.0.0.1", port: 0 })
}

export interface StubUser {
  readonly password: string
  readonly privileges: readonly Privilege[]
}

/** What RCS does, as far as GAX can see it. */
export class StubRcs {
  readonly app = stub("rcs")
  readonly users = new Map<string, StubUser>()
  readonly uploads: CertificateUpload[] = []
  readonly pems = new Map<string, string>()
  #sessions = new Map<string, readonly Privilege[]>()

  constructor() {
    const { app } = this
    app.post("/sessions", { schema: { body: Credentials } }, async (request, reply) => {
      const { userName, password } = request.body
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
    })
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
    app.delete<{ Params: { id: string } }>("/certificates/:id", async (request, reply) => {
      this.#held(request.params.id)
      this.pems.delete(request.params.id)
      return reply.code(204).send()
    })
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

/** A Configuration Server with one profile. */
export class StubConfigServer {
  readonly app = stub("config-server")
  profile: IvrProfileObject
  /** Saves of somebody else that come between the next reads and saves. */
  foreignSaves = 0

  constructor(profile: IvrProfileObject) {
    this.profile = profile
    const { app } = this
    app.addHook("onRequest", requireServiceToken(SERVICE_TOKEN))
    app.get("/ivr-profiles", async () => [this.profile])
    app.get<{ Params: { dbid: string } }>("/ivr-profiles/:dbid", async (request) => {
      if (Number(request.params.dbid) === this.profile.dbid) return this.profile
      throw new GirError("ERR_NOT_FOUND", "there is no such IVR Profile")
    })
    app.put("/ivr-profiles/:dbid", { schema: { body: IvrProfileUpdate } }, async (request) => {
      if (this.foreignSaves > 0) {
        this.foreignSaves -= 1
        const { version, description } = this.profile
        this.profile = { ...this.profile, version: version + 1, description: `${description}x` }
      }
      const { version } = this.profile
      if (request.body.version !== version) throw new GirError("ERR_CONFLICT", "stale version")
      this.profile = { dbid: this.profile.dbid, ...request.body, version: version + 1 }
      return this.profile
    })
  }
}

/** The screen recording certificates of RWS. */
export class StubRws {
  readonly app = stub("rws")
  assigned: string[] = []

  constructor() {
    const url = "/api/v2/ops/contact-centers/:id/settings/screen-recording-encryption"
    this.app.addHook("onRequest", requireServiceToken(SERVICE_TOKEN))
    this.app.get(url, async () => ({ certificates: this.assigned }))
    this.app.put(url, { schema: { body: ScreenRecordingCertificates } }, async (request) => {
      this.assigned = request.body.certificates
      return { statusCode: 0 }
    })
  }
}
