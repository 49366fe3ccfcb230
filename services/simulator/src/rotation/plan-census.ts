import { relative } from "node:path"
import { countFolders } from "../envelope/census/count-folders.ts"
import { keystoreOf } from "../envelope/census/keystore.ts"
import type { EvidenceCensus, PreflightFinding } from "../evidence/evidence.ts"
import type { Plan, PlanCertificate } from "./plan.ts"

export interface PlanCensusOptions {
  readonly signal: AbortSignal
  readonly complain: (what: string) => void
}

/**
 * Reads the headers of the plan's stored recordings, and names those that neither key opens.
 *
 * @returns `null` when the plan names no folder.
 */
export async function planCensus(
  plan: Plan,
  { signal, complain }: PlanCensusOptions,
): Promise<EvidenceCensus | null> {
  const { census: folder, old, next } = plan
  if (folder === null) return null
  const sides = [old, next]
  const held = sides.filter((side) => side.key !== null).map(({ certificate }) => certificate)
  const tally = await countFolders([folder], {
    folder,
    signal,
    keystore: keystoreOf(held),
    complain,
  })
  const nameOf = (
    recipient: Parameters<ReturnType<typeof keystoreOf>["holds"]>[0],
  ): string | null =>
    sides.find(({ certificate }) => keystoreOf([certificate]).holds(recipient))?.letter ?? null
  const { count, paths } = tally.cannotBeOpened ?? { count: 0, paths: [] }
  return {
    folder: relative(plan.folder, folder) || ".",
    files: tally.files,
    encrypted: tally.encrypted,
    needs: tally.needs.map((need) => {
      const { issuer, serialNumber, files, onlyThis } = need
      return { certificate: nameOf(need), issuer, serialNumber, files, onlyThis }
    }),
    cannotBeOpened: { count, paths: paths.map((path) => relative(folder, path)).toSorted() },
  }
}

/** What the census says to whoever is about to delete a key. */
export function censusFindings(
  census: EvidenceCensus | null,
  { old }: { readonly old: PlanCertificate },
): readonly PreflightFinding[] {
  if (census === null) return []
  const { folder, encrypted, needs, cannotBeOpened } = census
  const base = { file: folder, code: null, openssl: null, mend: null } as const
  const onlyOld = needs
    .filter(({ certificate }) => certificate === old.letter)
    .reduce((sum, { onlyThis }) => sum + onlyThis, 0)
  const kept: PreflightFinding = {
    ...base,
    status: "held",
    message: `${encrypted} encrypted recordings; ${onlyOld} open only with the key of A: keep it`,
  }
  if (cannotBeOpened.count === 0) return [kept]
  const lost: PreflightFinding = {
    ...base,
    status: "notProved",
    message: `${cannotBeOpened.count} of ${encrypted} recordings open with no key of the plan`,
    mend: "Give the keys that they name, or make sure that RCS holds them: gir keystore census",
  }
  return [kept, lost]
}
