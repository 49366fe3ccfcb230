import type { CensusRow, KeystoreCensus } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { CarryOutDeps } from "./carry-out-deps.ts"
import type { NamedCertificate, RotationState, RotationVerb } from "./rotation-state.ts"

interface ReasonsOptions extends CarryOutDeps {
  /** The old private keys are to go as well. */
  readonly deletesOldKeys: boolean
}

/** Why a rotation must not be completed now, sentence by sentence; nothing when it may. */
export async function completeReasons(
  { ivrProfileDbid, old, next }: RotationState,
  { peers, keystore, clock, deletesOldKeys }: ReasonsOptions,
): Promise<readonly string[]> {
  const { version } = await peers.configuration.profile(ivrProfileDbid)
  const behind = (await peers.mcps()).flatMap(({ node, ivrProfiles }) => {
    const known = ivrProfiles.find(({ dbid }) => dbid === ivrProfileDbid)?.version ?? 0
    return known < version
      ? [`${node} still works with version ${known} of the profile, not ${version}`]
      : []
  })
  const now = clock.now().toISOString()
  const census = await keystore.census()
  return [
    ...(await keyReasons(next.id, keystore)),
    ...(now < next.notBefore
      ? [`${next.subject} is not valid before ${next.notBefore.slice(0, 10)}`]
      : []),
    ...(now > next.notAfter ? [`${next.subject} expired on ${next.notAfter.slice(0, 10)}`] : []),
    ...behind,
    ...(deletesOldKeys ? old.flatMap((one) => lossReasons(one, census)) : []),
  ]
}

/**
 * RCS has every key of its keystore open what its certificate encrypts: a key that is held and does
 * not open anything is as bad as none.
 */
export async function keyReasons(
  id: string,
  keystore: CarryOutDeps["keystore"],
): Promise<readonly string[]> {
  try {
    const { subjectDn, serialNumber } = await keystore.certificate(id)
    const { findings } = await keystore.check()
    return findings
      .filter(({ certificateId }) => certificateId === id)
      .map(
        ({ message }) =>
          `RCS cannot open what serial ${serialNumber}, ${subjectDn} encrypts: ${message}`,
      )
  } catch (error) {
    if (!isGirError(error, "ERR_RCS_CERTIFICATE_NOT_FOUND")) throw error
    return [
      `RCS cannot open what the certificate ${id.slice(0, 16)}… encrypts: it holds no key for it`,
    ]
  }
}

function lossReasons({ id, subject }: NamedCertificate, census: KeystoreCensus): readonly string[] {
  const row = census.rows.find(({ certificateId }) => certificateId === id)
  if (row === undefined || row.onlyThis === 0) return []
  return [
    `the key of ${subject} would go, and ${recordings(row.onlyThis)} only with it: ${censusWords(row)}`,
  ]
}

/** "12 only this, 3 also another, oldest 2026-11-01, newest 2026-12-14" */
export function censusWords({ onlyThis, alsoAnother, oldest, newest }: CensusRow): string {
  const dates = [oldest, newest].map((date) => date?.slice(0, 10) ?? "-")
  return `${onlyThis} only this, ${alsoAnother} also another, oldest ${dates[0]}, newest ${dates[1]}`
}

function recordings(count: number): string {
  return count === 1 ? "1 recording opens" : `${count} recordings open`
}

/** @throws ERR_ROTATION_NOT_SAFE with all reasons, when there is one. */
export function assertSafe(verb: RotationVerb, reasons: readonly string[]): void {
  const [first, ...also] = reasons
  if (first === undefined) return
  throw new GirError("ERR_ROTATION_NOT_SAFE", `${verb} is refused: ${first}`, { fields: { also } })
}
