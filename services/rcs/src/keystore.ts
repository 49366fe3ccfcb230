import { GirError, isGirError } from "@gir/errors"
import type { KeystoreCheck, RestoredKeystore } from "@gir/contracts"
import type { Certificate } from "@gir/x509"
import { checkPairs } from "./check-pairs.ts"
import {
  ensurePassword,
  fileStamp,
  packKeystore,
  readKeystoreFile,
  writeKeystoreFile,
  type KeystoreFileContents,
  type RecordingKey,
} from "./keystore-file.ts"

export type KeystoreEntry = RecordingKey

/** Runs one piece of work at a time, across every process that shares the keystore. */
export type KeystoreLock = <T>(work: () => Promise<T>) => Promise<T>

/** Two keys under one issuer and serial number: refused, or both held. */
export type IssuerSerialCollision = "refuse" | "accept"

export interface KeystoreOptions {
  /** The PKCS #12 file; an absent file is an empty keystore. */
  readonly file: string
  /** Holds the password; made at the first start, never while a keystore is there. */
  readonly passwordFile: string
  readonly lock: KeystoreLock
  /** Default: refused. */
  readonly issuerSerialCollision?: IssuerSerialCollision
}

/** The recording certificates and their private keys, as the keystore file has them now. */
export interface Keystore {
  /**
   * Reads the file again when another process, or a person, has replaced it.
   *
   * @throws ERR_RCS_KEYSTORE_SEALED, ERR_RCS_KEYSTORE_DAMAGED, ERR_RCS_KEYSTORE_UNAVAILABLE.
   */
  entries(): Promise<readonly KeystoreEntry[]>
  /**
   * Stores a pair; durable when it resolves.
   *
   * @returns false when this certificate was there already.
   * @throws ERR_RCS_ISSUER_SERIAL_CONFLICT, and what `entries` throws.
   */
  add(pair: RecordingKey): Promise<boolean>
  /** @returns false when no certificate has this id. */
  remove(certificateId: string): Promise<boolean>
  /** @returns all of the keystore as a PKCS #12 file under `password`. */
  backUp(password: string): Promise<Uint8Array>
  /**
   * Adds what a backup holds and the keystore does not: all of it, or nothing.
   *
   * @throws ERR_RCS_ISSUER_SERIAL_CONFLICT, and what `entries` throws.
   */
  restore(backup: KeystoreFileContents): Promise<RestoredKeystore>
  /** Reads the file anew and uses every key once. Throws what `entries` throws. */
  check(): Promise<KeystoreCheck>
}

interface Contents {
  readonly entries: readonly KeystoreEntry[]
  /** Certificates without a key that another tool put in: kept as they are. */
  readonly others: readonly Uint8Array[]
}

/** Opens nothing yet: a keystore that cannot be opened must not keep RCS from starting. */
export function openKeystore(options: KeystoreOptions): Keystore {
  const { issuerSerialCollision = "refuse" } = options
  let known: { stamp: string; contents: Promise<Contents> } | null = null

  const load = async (): Promise<Contents> => {
    ensurePassword(options)
    const { pairs, others } = await readKeystoreFile(options)
    return { entries: pairs, others }
  }
  const current = async (): Promise<Contents> => {
    const stamp = await fileStamp(options)
    if (known?.stamp !== stamp) known = { stamp, contents: load() }
    const { contents } = known
    try {
      return await contents
    } catch (error) {
      // A wrong password stays wrong until a file changes; a disk may come back by itself.
      if (isGirError(error) && error.retryable && known.contents === contents) known = null
      throw error
    }
  }
  const change = (edit: (contents: Contents) => Contents | null): Promise<boolean> =>
    options.lock(async () => {
      const edited = edit(await current())
      if (edited === null) return false
      await writeKeystoreFile(options, { pairs: edited.entries, others: edited.others })
      return true
    })

  return {
    entries: async () => (await current()).entries,
    add: (pair) => change((contents) => withPair(contents, pair, issuerSerialCollision)),
    remove: (certificateId) => change((contents) => withoutCertificate(contents, certificateId)),
    backUp: async (password) => {
      const { entries, others } = await current()
      return packKeystore({ pairs: entries, others }, password)
    },
    restore: async (backup) => {
      const restored: RestoredKeystore = { added: [], alreadyHeld: [] }
      await change((contents) => withBackup(contents, backup, { restored, issuerSerialCollision }))
      return restored
    },
    check: async () => checkPairs((await readKeystoreFile(options)).pairs),
  }
}

function withPair(
  contents: Contents,
  pair: RecordingKey,
  collision: IssuerSerialCollision,
): Contents | null {
  const { certificate } = pair
  for (const entry of contents.entries) {
    if (entry.certificate.sha256 === certificate.sha256) return null
    if (collision === "refuse") assertDistinguishable(entry.certificate, certificate)
  }
  return { ...contents, entries: [...contents.entries, pair] }
}

interface Restoring {
  /** Is told what happens to each pair. */
  readonly restored: RestoredKeystore
  readonly issuerSerialCollision: IssuerSerialCollision
}

function withBackup(
  contents: Contents,
  { pairs, others }: KeystoreFileContents,
  { restored, issuerSerialCollision }: Restoring,
): Contents | null {
  let merged = contents
  for (const pair of pairs) {
    const { sha256 } = pair.certificate
    const withIt = withPair(merged, pair, issuerSerialCollision)
    if (withIt === null) restored.alreadyHeld.push(sha256)
    else restored.added.push(sha256)
    merged = withIt ?? merged
  }
  const isNew = (der: Uint8Array): boolean =>
    !merged.others.some((held) => Buffer.compare(held, der) === 0)
  const newOthers = others.filter(isNew)
  const isUnchanged = restored.added.length === 0 && newOthers.length === 0
  return isUnchanged ? null : { ...merged, others: [...merged.others, ...newOthers] }
}

/**
 * RFC 5652 §6.2.1: an envelope names its recipient by issuer and serial number. With two keys
 * under one such name, nobody could say which of them a recording needs.
 */
function assertDistinguishable(held: Certificate, added: Certificate): void {
  if (!collides(held, added)) return
  throw new GirError(
    "ERR_RCS_ISSUER_SERIAL_CONFLICT",
    `another key is already held for issuer ${added.issuer.rfc4514}, serial ${added.serialNumber}`,
    { fields: { issuer: added.issuer.rfc4514, serialNumber: added.serialNumber } },
  )
}

/** @returns true for two keys under one issuer and serial number. */
export function collides(one: Certificate, other: Certificate): boolean {
  const isSameName = Buffer.compare(one.issuerAndSerialDer, other.issuerAndSerialDer) === 0
  return isSameName && one.publicKeySha256 !== other.publicKeySha256
}

function withoutCertificate(contents: Contents, certificateId: string): Contents | null {
  const entries = contents.entries.filter(({ certificate }) => certificate.sha256 !== certificateId)
  return entries.length === contents.entries.length ? null : { ...contents, entries }
}
