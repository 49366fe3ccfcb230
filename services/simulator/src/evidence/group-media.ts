import type {
  EvidenceCell,
  EvidenceCertificate,
  EvidenceMedia,
  EvidenceRecipient,
  EvidenceRun,
} from "./evidence.ts"

/** Media files that the same keys open: one row of the matrix. */
export interface MediaGroup {
  /** "A or B"; "none (clear)" when everybody can play it. */
  readonly label: string
  readonly names: readonly string[]
  readonly media: readonly EvidenceMedia[]
  /** One for each step; `null` while none of them existed. */
  readonly columns: readonly (GroupColumn | null)[]
}

export interface GroupColumn {
  readonly plays: number
  readonly fails: number
  readonly notProved: number
  readonly isHeld: boolean
  readonly cells: readonly EvidenceCell[]
}

/** The rows of a run's matrix, in the order in which they came to be. */
export function groupMedia(run: EvidenceRun): readonly MediaGroup[] {
  const members = new Map<string, { names: readonly string[]; media: EvidenceMedia[] }>()
  for (const media of run.media) {
    const names = openersOf(media, run.certificates)
    const label = labelOf(names)
    const group = members.get(label) ?? { names, media: [] }
    members.set(label, group)
    group.media.push(media)
  }
  const cells = cellsByMedia(run)
  return [...members].map(([label, { names, media }]) => {
    const own = media.flatMap(({ mediaId }) => cells.get(mediaId) ?? [])
    const columns = run.steps.map((_, index) =>
      columnOf(own.filter((one) => one.step === index + 1)),
    )
    return { label, names, media, columns }
  })
}

/** @returns the cells of each media file, in the order of the steps. */
export function cellsByMedia(run: EvidenceRun): ReadonlyMap<string, readonly EvidenceCell[]> {
  const cells = new Map<string, EvidenceCell[]>()
  for (const cell of run.cells) {
    const known = cells.get(cell.mediaId)
    if (known === undefined) cells.set(cell.mediaId, [cell])
    else known.push(cell)
  }
  return cells
}

/** @returns the names of the certificates that a media file is encrypted to. */
export function openersOf(
  { recipients }: EvidenceMedia,
  certificates: readonly EvidenceCertificate[],
): readonly string[] {
  const names = recipients.map(
    (recipient) =>
      certificates.find((one) => isNamed(one, recipient))?.name ??
      `serial ${recipient.serialNumber}`,
  )
  return [...new Set(names)].toSorted()
}

/** By its hash where that is known: issuer and serial number may belong to two certificates. */
export function isNamed(certificate: EvidenceCertificate, recipient: EvidenceRecipient): boolean {
  const { sha256 } = recipient
  if (typeof sha256 === "string" && certificate.sha256 !== null)
    return sha256 === certificate.sha256
  return (
    recipient.issuer === certificate.issuer && recipient.serialNumber === certificate.serialNumber
  )
}

function labelOf(names: readonly string[]): string {
  if (names.length === 0) return "none (clear)"
  if (names.length < 3) return names.join(" or ")
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`
}

function columnOf(cells: readonly EvidenceCell[]): GroupColumn | null {
  if (cells.length === 0) return null
  const count = (status: string): number => cells.filter((one) => one.status === status).length
  return {
    plays: count("plays"),
    fails: count("fails"),
    notProved: count("notProved"),
    isHeld: cells.every((cell) => cell.isHeld),
    cells,
  }
}
