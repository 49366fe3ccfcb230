import { decodeAsn1, readSequence, readSmallInteger, type Asn1Node } from "@gir/asn1"
import { isGirError } from "@gir/errors"
import { createPrivateKey, type KeyObject } from "node:crypto"
import { countedDerivations, type CountedDerivations } from "./counted-derivations.ts"
import { decryptPart } from "./decryptor.ts"
import { malformed, readingPkcs12, unsupported } from "./errors.ts"
import { assertMac } from "./mac.ts"
import { OID } from "./oids.ts"
import { dataOf, readBags, readCertBag, readShrouded, type Decrypt, type SafeBag } from "./safe.ts"

const JAVA_MAGIC = [0xfe, 0xed, 0xfe, 0xed]

export interface Pkcs12Contents {
  /** DER of every certificate, in the file's order. */
  readonly certificates: readonly Uint8Array[]
  readonly privateKeys: readonly KeyObject[]
  /** Object identifiers of the entries that are neither: whoever writes the file again loses them. */
  readonly otherKinds: readonly string[]
}

export interface ReadPkcs12Options {
  /** Accept a file that nothing guards against changes. Default: no. */
  readonly isMacOptional?: boolean
}

/**
 * Opens a PKCS #12 file of ours, of OpenSSL, of Java or of Windows.
 *
 * @throws ERR_PKCS12_PASSWORD_WRONG when it does not open under this password, or was changed.
 * ERR_PKCS12_MALFORMED, ERR_PKCS12_UNSUPPORTED, and ERR_PKCS12_KDF_COST before the work is done.
 */
export function readPkcs12(
  bytes: Uint8Array,
  password: string,
  { isMacOptional = false }: ReadPkcs12Options = {},
): Promise<Pkcs12Contents> {
  return readingPkcs12(async () => {
    if (JAVA_MAGIC.every((octet, at) => bytes[at] === octet)) throw javaKeystore()
    const [version, authSafe, macData] = readSequence(decodeAsn1(bytes))
    if (version === undefined || authSafe === undefined || readSmallInteger(version) !== 3) {
      throw malformed("it is no PKCS #12 file")
    }
    const content = dataOf(authSafe)
    if (macData === undefined && !isMacOptional) throw malformed("it has no MAC")
    const safe = { content, macData: macData ?? null, password }
    // OpenSSL tries both as well: tools disagree on what an empty password is.
    return password === "" ? orWithoutPassword(safe) : readSafe(safe, countedDerivations())
  })
}

interface Safe {
  readonly content: Uint8Array
  readonly macData: Asn1Node | null
  readonly password: string
}

async function orWithoutPassword(safe: Safe): Promise<Pkcs12Contents> {
  try {
    return await readSafe(safe, countedDerivations())
  } catch (error) {
    if (!isGirError(error, "ERR_PKCS12_PASSWORD_WRONG")) throw error
    return readSafe(safe, countedDerivations(false))
  }
}

async function readSafe(
  { content, macData, password }: Safe,
  derivations: CountedDerivations,
): Promise<Pkcs12Contents> {
  try {
    if (macData !== null)
      await assertMac(macData, { content, password, derive: derivations.pkcs12 })
    return await contentsOf(content, (part) => decryptPart(part, password, derivations))
  } finally {
    derivations.close()
  }
}

async function contentsOf(
  authenticatedSafe: Uint8Array,
  decrypt: Decrypt,
): Promise<Pkcs12Contents> {
  const certificates: Uint8Array[] = []
  const privateKeys: KeyObject[] = []
  const otherKinds: string[] = []
  for await (const bag of readBags(authenticatedSafe, decrypt)) {
    if (bag.kind === OID.certBag) certificates.push(readCertBag(bag))
    else if (isKey(bag)) privateKeys.push(await readKey(bag, decrypt))
    else otherKinds.push(bag.kind)
  }
  return { certificates, privateKeys, otherKinds }
}

function isKey({ kind }: SafeBag): boolean {
  return kind === OID.keyBag || kind === OID.pkcs8ShroudedKeyBag
}

/** Zeroes the octets: the key lives on in the KeyObject only. */
async function readKey({ kind, value }: SafeBag, decrypt: Decrypt): Promise<KeyObject> {
  const isClear = kind === OID.keyBag
  const key = isClear ? Buffer.from(value.bytes) : await decrypt(readShrouded(value))
  try {
    return createPrivateKey({ key, format: "der", type: "pkcs8" })
  } catch (error) {
    throw malformed("a private key is not PKCS #8", error)
  } finally {
    key.fill(0)
  }
}

function javaKeystore() {
  return unsupported(
    "it is a JKS keystore, not PKCS #12",
    "keytool -importkeystore -srckeystore FILE -destkeystore copy.p12 -deststoretype pkcs12",
  )
}
