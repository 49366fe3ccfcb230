import type { CertificateUpload } from "@gir/contracts"
import { Type } from "typebox"
import { Name } from "../file/words.ts"
import type { KnownCertificate } from "../world/authority.ts"
import { defineVerb } from "./verb.ts"

const Encoding = Type.Union([
  Type.Literal("pkcs1"),
  Type.Literal("pkcs8"),
  Type.Literal("encrypted-pkcs8"),
])
const Upload = Type.Object(
  {
    certificate: Name,
    /** Whose private key is chosen as Key File; the certificate's own when it is not said. */
    keyOf: Type.Optional(Name),
    encoding: Type.Optional(Encoding),
    /** What is typed as Private Key Password. */
    password: Type.Optional(Type.Union([Type.Literal("right"), Type.Literal("wrong")])),
    session: Type.Optional(Name),
    /** An RCS of another site, to which this certificate alone goes. */
    to: Type.Optional(Name),
  },
  { additionalProperties: false },
)

type Params = string | UploadParams
interface UploadParams {
  readonly certificate: string
  readonly keyOf?: string
  readonly encoding?: "pkcs1" | "pkcs8" | "encrypted-pkcs8"
  readonly password?: "right" | "wrong"
  readonly session?: string
  readonly to?: string
}

const KEY_PASSWORD = "Robot Repairs 2026"
const WRONG_PASSWORD = "Robot Repairs 2025"

/** Seed: "To upload a new certificate": Certificate File, Key File, Private Key Password, Save. */
export const upload = defineVerb({
  name: "upload",
  schema: Type.Union([Name, Upload]),
  refersTo: (params) => {
    const { certificate, keyOf, to } = paramsOf(params)
    return {
      certificates: keyOf === undefined ? [certificate] : [certificate, keyOf],
      nodes: to === undefined ? [] : [to],
    }
  },
  subjectOf: (params) => paramsOf(params).certificate,
  run: async (params, world) => {
    const { certificate: name, keyOf = name, to, session, ...how } = paramsOf(params)
    const certificate = world.authority.get(name)
    const files = uploadOf(certificate, { ...how, owner: world.authority.get(keyOf) })
    if (to === undefined) await (await world.sessions.of(session)).upload(files)
    else await (await world.stage.nodes.rcs(to)).upload(files)
    return `${name} with ${keyOf === name ? "its key" : `the key of ${keyOf}`}${to === undefined ? "" : ` to ${to}`}`
  },
})

function paramsOf(params: Params): UploadParams {
  return typeof params === "string" ? { certificate: params } : params
}

interface KeyFile extends Pick<UploadParams, "encoding" | "password"> {
  readonly owner: KnownCertificate
}

function uploadOf(certificate: KnownCertificate, key: KeyFile): CertificateUpload {
  const { privateKey, keys, name } = key.owner
  if (privateKey === null) throw new RangeError(`the private key of ${name} was not given`)
  const typed = passwordOf(key) ?? privateKey.password
  return {
    certificate: certificate.pem,
    privateKey: keys === null ? privateKey.pem : encode(keys.privateKey, key.encoding),
    ...(typed === undefined ? {} : { privateKeyPassword: typed }),
  }
}

function passwordOf({ encoding, password }: KeyFile): string | undefined {
  if (encoding !== "encrypted-pkcs8") return undefined
  return password === "wrong" ? WRONG_PASSWORD : KEY_PASSWORD
}

type PrivateKey = NonNullable<KnownCertificate["keys"]>["privateKey"]

function encode(key: PrivateKey, encoding: UploadParams["encoding"] = "pkcs8"): string {
  if (encoding === "pkcs1") return key.export({ type: "pkcs1", format: "pem" }).toString()
  const clear = { type: "pkcs8", format: "pem" } as const
  if (encoding === "pkcs8") return key.export(clear).toString()
  return key.export({ ...clear, cipher: "aes-256-cbc", passphrase: KEY_PASSWORD }).toString()
}
