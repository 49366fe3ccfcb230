import type { CensusGroup, CensusRow, KeystoreCensus, RecordingCensus } from "@gir/contracts"
import { describeCertificate, type Certificate } from "@gir/x509"

export interface CensusFacts {
  /** Certificates in the keystore. */
  readonly held: readonly Certificate[]
  /** Known certificates that left the keystore. */
  readonly former: readonly Certificate[]
  readonly census: RecordingCensus
}

/**
 * Puts RWS's count and the keystore together. What counts is the key: recordings that name a former
 * certificate open with any certificate that holds its key now.
 */
export function countCensus({ held, former, census }: CensusFacts): KeystoreCensus {
  const keyring = keyringOf(held, former)
  const { groups, recipients, clear } = census
  const unheld = recipients.filter(({ certificateSha256: id }) => !held.some(isCertificate(id)))
  return {
    rows: [
      ...held.map((certificate) => heldRow(certificate, keyring, groups)),
      ...unheld.map((recipient) => ({
        certificateId: recipient.certificateSha256,
        issuedTo: recipient.subject,
        issuedBy: recipient.issuer,
        serialNumber: recipient.serialNumber,
        expires: null,
        isHeld: false,
        ...counted(groups, (set) => set.includes(recipient.certificateSha256), {
          isLost: (set) => keyring.keysFor(set).size === 0,
        }),
      })),
    ],
    recordings: sum(groups),
    unopenable: sum(
      groups.filter(({ recipientSets }) =>
        recipientSets.some((set) => keyring.keysFor(set).size === 0),
      ),
    ),
    clear,
  }
}

interface Keyring {
  /** Ids under which recordings may name the key of a held certificate that is its holder. */
  idsOf(certificate: Certificate): ReadonlySet<string>
  /** The held keys that open something encrypted to `ids`. */
  keysFor(ids: readonly string[]): ReadonlySet<string>
  /** True when no other certificate in the keystore has the same key. */
  isOnlyHolder(certificate: Certificate): boolean
}

function keyringOf(held: readonly Certificate[], former: readonly Certificate[]): Keyring {
  const heldKeys = new Map(held.map((each) => [each.sha256, each.publicKeySha256]))
  const keys = new Set(heldKeys.values())
  const keyOf = new Map(heldKeys)
  for (const { sha256, publicKeySha256 } of former) {
    if (!heldKeys.has(sha256) && keys.has(publicKeySha256)) keyOf.set(sha256, publicKeySha256)
  }
  return {
    idsOf: ({ sha256, publicKeySha256 }) => {
      const formerIds = former
        .filter((each) => each.publicKeySha256 === publicKeySha256 && !heldKeys.has(each.sha256))
        .map((each) => each.sha256)
      return new Set([sha256, ...formerIds])
    },
    keysFor: (ids) => new Set(ids.flatMap((id) => keyOf.get(id) ?? [])),
    isOnlyHolder: ({ publicKeySha256 }) =>
      held.filter((each) => each.publicKeySha256 === publicKeySha256).length === 1,
  }
}

function heldRow(
  certificate: Certificate,
  keyring: Keyring,
  groups: readonly CensusGroup[],
): CensusRow {
  const { issuedTo, issuedBy, serialNumber, expires } = describeCertificate(certificate)
  const ids = keyring.idsOf(certificate)
  const isOnlyHolder = keyring.isOnlyHolder(certificate)
  return {
    certificateId: certificate.sha256,
    issuedTo,
    issuedBy,
    serialNumber,
    expires,
    isHeld: true,
    ...counted(groups, (set) => set.some((id) => ids.has(id)), {
      isLost: (set) => isOnlyHolder && keyring.keysFor(set).size === 1,
    }),
  }
}

type Counts = Pick<CensusRow, "recordings" | "onlyThis" | "alsoAnother" | "oldest" | "newest">

/** @param isLost whether a set that is concerned has nothing but this certificate's key. */
function counted(
  groups: readonly CensusGroup[],
  isConcerned: (set: readonly string[]) => boolean,
  { isLost }: { readonly isLost: (set: readonly string[]) => boolean },
): Counts {
  const concerned = groups.filter(({ recipientSets }) => recipientSets.some(isConcerned))
  // One media file that nothing else opens is enough: the recording no longer plays in full.
  const lost = concerned.filter(({ recipientSets }) =>
    recipientSets.some((set) => isConcerned(set) && isLost(set)),
  )
  const recordings = sum(concerned)
  const onlyThis = sum(lost)
  return {
    recordings,
    onlyThis,
    alsoAnother: recordings - onlyThis,
    oldest: concerned.map(({ oldest }) => oldest).toSorted()[0] ?? null,
    newest:
      concerned
        .map(({ newest }) => newest)
        .toSorted()
        .at(-1) ?? null,
  }
}

function sum(groups: readonly CensusGroup[]): number {
  return groups.reduce((total, { recordings }) => total + recordings, 0)
}

function isCertificate(id: string): (certificate: Certificate) => boolean {
  return ({ sha256 }) => sha256 === id
}
