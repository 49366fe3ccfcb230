import { GirError } from "@gir/errors"
import { takeCensus, type CensusDeps } from "./census/take-census.ts"
import type { RcsRecords } from "./records/rcs-records.ts"

export interface DeleteCertificate {
  readonly certificateId: string
  /** The loss that the caller agrees to, in recordings. */
  readonly confirmLoss: number | undefined
  /** Who does it, for the audit. */
  readonly actor: string
}

export interface DeleteDeps extends CensusDeps, Pick<RcsRecords, "audit"> {
  readonly config: { readonly deleteGuard: "on" | "off" }
}

/**
 * Takes a certificate and its private key out of the keystore. While recordings open only with this
 * key, the caller must name their exact number. A recording whose metadata have not arrived yet is
 * not counted.
 *
 * @throws ERR_RCS_KEY_STILL_NEEDED with `fields.recordings`, ERR_RCS_CERTIFICATE_NOT_FOUND,
 * ERR_SERVICE_UNAVAILABLE when RWS cannot count, ERR_RCS_KEYSTORE_….
 */
export async function deleteCertificate(
  { certificateId, confirmLoss, actor }: DeleteCertificate,
  deps: DeleteDeps,
): Promise<void> {
  const { keystore, audit, formerCertificates, config } = deps
  const entries = await keystore.entries()
  const entry = entries.find(({ certificate }) => certificate.sha256 === certificateId)
  if (entry === undefined) throw notHeld(certificateId)
  const action = { actor, action: "delete-certificate", certificateId } as const
  let details = {}
  if (config.deleteGuard === "on") {
    const loss = await countLoss(certificateId, deps)
    if (loss.recordings > 0 && confirmLoss !== loss.recordings) {
      const error = stillNeeded(certificateId, loss)
      await audit.write({ ...action, outcome: "refused", code: error.code, details: { ...loss } })
      throw error
    }
    details = { recordings: loss.recordings }
  }
  await formerCertificates.remember(entry.certificate)
  // Before the deletion, which cannot be undone: a key must not vanish without a trace.
  await audit.write({ ...action, outcome: "done", details })
  if (!(await keystore.remove(certificateId))) throw notHeld(certificateId)
}

export function notHeld(certificateId: string): GirError {
  return new GirError("ERR_RCS_CERTIFICATE_NOT_FOUND", "RCS holds no such certificate", {
    fields: { certificateId },
  })
}

interface Loss {
  readonly recordings: number
  /** Of the recordings that were encrypted to it; absent when there is none. */
  readonly oldest?: string
  readonly newest?: string
}

async function countLoss(certificateId: string, deps: CensusDeps): Promise<Loss> {
  const { rows } = await takeCensus(deps)
  const row = rows.find((each) => each.certificateId === certificateId)
  if (row === undefined || row.oldest === null || row.newest === null) return { recordings: 0 }
  return { recordings: row.onlyThis, oldest: row.oldest, newest: row.newest }
}

function stillNeeded(certificateId: string, loss: Loss): GirError {
  const { recordings } = loss
  const subject = recordings === 1 ? "1 recording opens" : `${recordings} recordings open`
  return new GirError("ERR_RCS_KEY_STILL_NEEDED", `${subject} only with this key`, {
    fields: { certificateId, ...loss },
    next: `Keep it, or type ${recordings} to confirm the loss (confirmLoss=${recordings})`,
  })
}
