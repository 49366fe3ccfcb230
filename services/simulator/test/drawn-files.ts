import { seededRandom } from "@gir/sim"
import { encodePem, issueCertificate, type ExtensionInput } from "@gir/x509"
import { generateKeyPairSync, type KeyObject } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"

/** The moment at which the drawn files are looked at. */
export const NOW = new Date("2026-11-01T12:00:00Z")
const DAY_MS = 86_400_000

export function daysFromNow(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS)
}

interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const pairs = new Map<string, Pair>()

/** One key of each kind for the whole process: making them is what costs. */
export function keyPair(kind: "rsa" | "other" | "small" | "ec" | "root" | "inter"): Pair {
  const known = pairs.get(kind)
  if (known !== undefined) return known
  const made =
    kind === "rsa" || kind === "other" || kind === "small"
      ? generateKeyPairSync("rsa", { modulusLength: kind === "small" ? 1_024 : 2_048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" })
  pairs.set(kind, made)
  return made
}

/** A certificate, its key and its CA file, and the codes that a lint of them must end in. */
export interface DrawnFiles {
  readonly name: string
  readonly errors: ReadonlySet<string>
  readonly warnings: ReadonlySet<string>
  /** Issues the certificates: what costs time is done for those that are needed. */
  content(): DrawnContent
}

export interface DrawnContent {
  readonly certificate: Uint8Array
  readonly key: string
  readonly password: string | null
  readonly bundle: string
}

type Roll = <T>(list: readonly T[]) => T

interface Certificates {
  readonly leaf: string
  readonly der: Uint8Array
  readonly leafKey: Pair
  readonly inter: string
  readonly root: string
}

type LeafTwist = readonly [
  name: string,
  Partial<Parameters<typeof issueLeaf>[0]>,
  ...codes: string[],
]

const LEAF_TWISTS: readonly LeafTwist[] = [
  ["sound", {}],
  ["sound, SHA-512", { hash: "sha512" }],
  ["sound, for message protection", { extensions: [purpose("3.4")] }],
  ["sound, without keyUsage", { extensions: [extension("2.5.29.15", null)] }],
  ["SHA-1", { hash: "sha1" }, "ERR_X509_WEAK_SIGNATURE"],
  ["RSA 1024", { key: "small" }, "ERR_X509_KEY_TOO_SMALL"],
  ["EC", { key: "ec" }, "ERR_X509_KEY_NOT_RSA"],
  ["signing only", { extensions: [extension("2.5.29.15", [3, 2, 7, 0x80])] }, "ERR_X509_KEY_USAGE"],
  [
    "odd demand",
    { extensions: [extension("1.3.6.1.4.1.99999.1", [5, 0])] },
    "ERR_X509_CRITICAL_EXTENSION",
  ],
  ["a CA", { role: "ca" }, "ERR_X509_CA_CERTIFICATE"],
  ["expired", { toDays: -3 }, "warning ERR_X509_CERTIFICATE_EXPIRED"],
  ["not yet valid", { fromDays: 3 }, "warning ERR_X509_CERTIFICATE_NOT_YET_VALID"],
  ["for web servers", { extensions: [purpose("3.1")] }, "warning ERR_X509_EXTENDED_KEY_USAGE"],
]

type FormTwist = readonly [
  name: string,
  (files: Certificates) => string | Uint8Array,
  ...codes: string[],
]

const FORM_TWISTS: readonly FormTwist[] = [
  ["plain", ({ leaf }) => leaf],
  ["with text", ({ leaf }) => `Issued to: us\n\n${leaf}\nthe end`],
  ["CRLF", ({ leaf }) => leaf.replaceAll("\n", "\r\n")],
  ["byte order mark", ({ leaf }) => `\uFEFF${leaf}`],
  ["no last newline", ({ leaf }) => leaf.trimEnd()],
  ["DER", ({ der }) => der, "ERR_X509_DER_NOT_PEM"],
  ["with its CA", ({ leaf, inter }) => leaf + inter, "ERR_X509_SEVERAL_CERTIFICATES"],
  [
    "behind its key",
    ({ leaf, leafKey }) => keyPem(leafKey) + leaf,
    "ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE",
  ],
  [
    "a byte too long",
    ({ der }) => encodePem("CERTIFICATE", Buffer.concat([der, Buffer.of(0)])),
    "ERR_X509_TRAILING_BYTES",
  ],
  ["cut", ({ leaf }) => leaf.slice(0, 400), "ERR_X509_PEM_MALFORMED"],
  ["empty", () => "", "ERR_X509_NOT_PEM"],
]

type KeyTwist = readonly [
  name: string,
  (own: Pair) => readonly [key: string, password: string | null],
  ...codes: string[],
]

const KEY_TWISTS: readonly KeyTwist[] = [
  ["its key", (own) => [keyPem(own), null]],
  ["its key, locked", (own) => [keyPem(own, "Secret-7"), "Secret-7"]],
  ["another key", () => [keyPem(keyPair("other")), null], "ERR_X509_KEY_MISMATCH"],
  [
    "locked, wrong password",
    (own) => [keyPem(own, "Secret-7"), "secret-7"],
    "ERR_X509_KEY_PASSWORD_WRONG",
  ],
  [
    "locked, no password",
    (own) => [keyPem(own, "Secret-7"), null],
    "ERR_X509_KEY_PASSWORD_MISSING",
  ],
  ["a password too many", (own) => [keyPem(own), "Secret-7"], "ERR_X509_KEY_PASSWORD_NOT_NEEDED"],
  ["no key", () => ["no key here", null], "ERR_X509_KEY_NOT_FOUND"],
]

type BundleTwist = readonly [name: string, (files: Certificates) => string, ...codes: string[]]

const BUNDLE_TWISTS: readonly BundleTwist[] = [
  ["in order", ({ inter, root }) => inter + root],
  ["root first", ({ inter, root }) => root + inter, "ERR_X509_BUNDLE_ORDER"],
  [
    "CRLF",
    ({ inter, root }) => (inter + root).replaceAll("\n", "\r\n"),
    "warning ERR_X509_BUNDLE_LINE_ENDS",
  ],
  ["with text", ({ inter, root }) => `CA\n${inter}${root}`, "warning ERR_X509_BUNDLE_EXTRA_TEXT"],
  ["twice", ({ inter, root }) => inter + inter + root, "warning ERR_X509_BUNDLE_DUPLICATE"],
  ["glued", ({ inter, root }) => inter.trimEnd() + root, "ERR_X509_PEM_GLUED"],
  [
    "with a key",
    ({ inter, root, leafKey }) => inter + root + keyPem(leafKey),
    "ERR_X509_BUNDLE_PRIVATE_KEY",
  ],
  ["without the intermediate", ({ root }) => root, "ERR_X509_CHAIN_ISSUER_MISSING"],
  [
    "without the root",
    ({ inter }) => inter,
    "ERR_X509_CHAIN_ISSUER_MISSING",
    "warning ERR_X509_BUNDLE_NO_ROOT",
  ],
]

/** Draws files by a seed: each of the four things is sound or has one fault. */
export function drawFiles(seed: number): DrawnFiles {
  const random = seededRandom(seed)
  const roll: Roll = (list) => list[Math.floor(random.next() * list.length)]!
  const [leafName, leafOptions, ...leafCodes] = roll(LEAF_TWISTS)
  const [formName, form, ...formCodes] = roll(FORM_TWISTS)
  const [keyName, key, ...keyCodes] = roll(KEY_TWISTS)
  const [bundleName, bundle, ...bundleCodes] = roll(BUNDLE_TWISTS)
  const isInterExpired = random.next() < 0.1
  const isRead = !UNREADABLE.has(formName)
  const codes = [
    ...formCodes,
    ...(isRead ? leafCodes : []),
    ...foreseenKeyCodes({ leafName, keyName, keyCodes, isRead }),
    ...bundleCodes.filter((code) => isRead || !code.includes("_CHAIN_")),
    ...(isRead && isInterExpired && bundleCodes.every((code) => !code.includes("_CHAIN_"))
      ? ["ERR_X509_CHAIN_EXPIRED"]
      : []),
  ]
  return {
    name: `seed ${seed}: ${leafName}; ${formName}; ${keyName}; CA file ${bundleName}${isInterExpired ? ", intermediate expired" : ""}`,
    errors: new Set(codes.filter((code) => !code.startsWith("warning "))),
    warnings: new Set(
      codes.flatMap((code) => (code.startsWith("warning ") ? [code.slice(8)] : [])),
    ),
    content: () => {
      const certificates = issueAll(seed, leafOptions, isInterExpired)
      const [keyText, password] = key(certificates.leafKey)
      const certificate = Buffer.from(form(certificates))
      return { certificate, key: keyText, password, bundle: bundle(certificates) }
    },
  }
}

/** Forms from which no certificate can be read at all, so that only the form is told. */
const UNREADABLE: ReadonlySet<string> = new Set(["a byte too long", "cut", "empty"])

/** The keys of the EC and the small certificate are refused before anything is compared. */
function foreseenKeyCodes(drawn: {
  readonly leafName: string
  readonly keyName: string
  readonly keyCodes: readonly string[]
  readonly isRead: boolean
}): readonly string[] {
  const { leafName, keyName, keyCodes, isRead } = drawn
  if (keyName === "another key") return isRead ? keyCodes : []
  const isOpened = keyCodes.length === 0
  if (leafName === "EC") return isOpened ? ["ERR_X509_KEY_NOT_RSA"] : keyCodes
  if (leafName === "RSA 1024") return isOpened ? ["ERR_X509_KEY_TOO_SMALL"] : keyCodes
  return keyCodes
}

function issueAll(
  seed: number,
  leafOptions: Partial<Parameters<typeof issueLeaf>[0]>,
  isInterExpired: boolean,
): Certificates {
  const rootKey = keyPair("root")
  const interKey = keyPair("inter")
  const term = { notBefore: daysFromNow(-400), notAfter: daysFromNow(4_000) }
  const root = issueCertificate({
    subject: { commonName: `Root ${seed}` },
    role: "ca",
    issuer: "self",
    privateKey: rootKey.privateKey,
    ...term,
  })
  const inter = issueCertificate({
    subject: { commonName: `Intermediate ${seed}` },
    role: "ca",
    issuer: { certificatePem: root.pem, privateKey: rootKey.privateKey },
    publicKey: interKey.publicKey,
    ...term,
    ...(isInterExpired ? { notAfter: daysFromNow(-30) } : {}),
  })
  const issuer = { certificatePem: inter.pem, privateKey: interKey.privateKey }
  const leaf = issueLeaf({ seed, issuer, ...leafOptions })
  const { pem, certificate } = leaf
  const leafKey = keyPair(leafOptions.key ?? "rsa")
  return { leaf: pem, der: certificate.der, leafKey, inter: inter.pem, root: root.pem }
}

function issueLeaf(options: {
  readonly seed: number
  readonly issuer: { readonly certificatePem: string; readonly privateKey: KeyObject }
  readonly key?: "rsa" | "small" | "ec"
  readonly role?: "recording" | "ca"
  readonly hash?: "sha1" | "sha512"
  readonly fromDays?: number
  readonly toDays?: number
  readonly extensions?: readonly ExtensionInput[]
}) {
  const { seed, issuer, key = "rsa", role = "recording", fromDays = -20, toDays = 700 } = options
  return issueCertificate({
    subject: { commonName: `Interaction Recording ${seed}`, email: `r${seed}@example.com` },
    role,
    issuer,
    publicKey: keyPair(key).publicKey,
    notBefore: daysFromNow(fromDays),
    notAfter: daysFromNow(toDays),
    ...(options.hash === undefined ? {} : { hash: options.hash }),
    ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
  })
}

function extension(oid: string, value: readonly number[] | null): ExtensionInput {
  return { oid, isCritical: true, value: value === null ? null : Uint8Array.from(value) }
}

/** extendedKeyUsage with one purpose of PKIX. */
function purpose(arcs: "3.1" | "3.4"): ExtensionInput {
  const last = arcs === "3.1" ? 1 : 4
  return {
    oid: "2.5.29.37",
    isCritical: false,
    value: Uint8Array.of(0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, last),
  }
}

function keyPem({ privateKey }: Pair, passphrase?: string): string {
  const lock = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase }
  return privateKey.export({ format: "pem", type: "pkcs8", ...lock }).toString()
}

/** Writes the drawn files into a folder, and tells the arguments of a lint of them. */
export async function writeDrawn(drawn: DrawnContent, folder: string): Promise<readonly string[]> {
  await writeFile(join(folder, "cert.pem"), drawn.certificate)
  await writeFile(join(folder, "key.pem"), drawn.key)
  await writeFile(join(folder, "ca.pem"), drawn.bundle)
  await writeFile(join(folder, "password"), drawn.password ?? "")
  const password = drawn.password === null ? [] : ["--password-file", "password"]
  return [
    "certificate",
    "lint",
    "cert.pem",
    "--key",
    "key.pem",
    "--ca-bundle",
    "ca.pem",
    ...password,
  ]
}
