import { rsaRecipientKey, type RecipientKey } from "@gir/cms-decrypt"
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

export interface KeystoreEntry extends RecordingKey {
  /** Built once per key, shared by all playbacks. */
  readonly recipientKey: RecipientKey
}

/** Runs one piece of work at a time, across every process that shares the keystore. */
export type KeystoreLock = <T>(work: () => Promise<T>) => Promise<T>

export interface KeystoreOptions {
  /** The PKCS #12 file; an absent file is an empty keystore. */
  readonly file: string
  /** Holds the password; made at the first start, never while a keystore is there. */
  readonly passwordFile: string
  readonly lock: KeystoreLock
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
  let known: { stamp: string; contents: Promise<Contents> } | null = null

  const load = async (previous: Promise<Contents> | undefined): Promise<Contents> => {
    const before = await previous?.catch(() => undefined)
    ensurePassword(options)
    const { pairs, others } = await readKeystoreFile(options)
    return { entries: withRecipientKeys(pairs, before?.entries ?? []), others }
  }
  const current = async (): Promise<Contents> => {
    const stamp = await fileStamp(options)
    if (known?.stamp !== stamp) known = { stamp, contents: load(known?.contents) }
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
    add: (pair) => change((contents) => withPair(contents, pair)),
    remove: (certificateId) => change((contents) => withoutCertificate(contents, certificateId)),
    backUp: async (password) => {
      const { entries, others } = await current()
      return packKeystore({ pairs: entries, others }, password)
    },
    restore: async (backup) => {
      const restored: RestoredKeystore = { added: [], alreadyHeld: [] }
      await change((contents) => withBackup(contents, backup, restored))
      return restored
    },
    check: async () => checkPairs((await readKeystoreFile(options)).pairs),
  }
}

function withRecipientKeys(
  pairs: readonly RecordingKey[],
  known: readonly KeystoreEntry[],
): readonly KeystoreEntry[] {
  return pairs.map(
    (pair) =>
      known.find(({ certificate }) => certificate.sha256 === pair.certificate.sha256) ??
      toEntry(pair),
  )
}

function toEntry({ certificate, privateKey }: RecordingKey): KeystoreEntry {
  return { certificate, privateKey, recipientKey: rsaRecipientKey({ certificate, privateKey }) }
}

function withPair(contents: Contents, pair: RecordingKey): Contents | null {
  const { certificate } = pair
  for (const entry of contents.entries) {
    if (entry.certificate.sha256 === certificate.sha256) return null
    assertDistinguishable(entry.certificate, certificate)
  }
  return { ...contents, entries: [...contents.entries, toEntry(pair)] }
}

/** @param restored is told what happens to each pair. */
function withBackup(
  contents: Contents,
  { pairs, others }: KeystoreFileContents,
  restored: RestoredKeystore,
): Contents | null {
  let merged = contents
  for (const pair of pairs) {
    const { sha256 } = pair.certificate
    const withIt = withPair(merged, pair)
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
  const isSameName = Buffer.compare(held.issuerAndSerialDer, added.issuerAndSerialDer) === 0
  if (!isSameName || held.publicKeySha256 === added.publicKeySha256) return
  throw new GirError(
    "ERR_RCS_ISSUER_SERIAL_CONFLICT",
    `another key is already held for issuer ${added.issuer.rfc4514}, serial ${added.serialNumber}`,
    { fields: { issuer: added.issuer.rfc4514, serialNumber: added.serialNumber } },
  )
}

function withoutCertificate(contents: Contents, certificateId: string): Contents | null {
  const entries = contents.entries.filter(({ certificate }) => certificate.sha256 !== certificateId)
  return entries.length === contents.entries.length ? null : { ...contents, entries }
}
