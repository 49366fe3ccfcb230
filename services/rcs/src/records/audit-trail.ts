import type { AuditEntry, AuditPage, AuditQuery } from "@gir/contracts"
import { named, type Database } from "@gir/database"
import type { Clock } from "@gir/sim"
import { storable } from "./storable.ts"

/** How the audit calls another service of the installation; no user may have this name. */
export const SERVICE_ACTOR = "service"
const DEFAULT_LIMIT = 50

/** What is written down of one action: no password, no key, no token. */
export type NewAuditEntry = Pick<AuditEntry, "actor" | "action" | "outcome"> &
  Partial<Pick<AuditEntry, "code" | "certificateId" | "mediaId" | "details">>

/**
 * Who did what to keys and recordings. An entry is durable before the answer leaves, so that an
 * action that cannot be written down is not answered. Nothing here changes or removes an entry.
 */
export interface AuditTrail {
  /** @throws ERR_DATABASE_UNAVAILABLE */
  write(entry: NewAuditEntry): Promise<void>
  /** @returns one page, newest first. */
  read(query: AuditQuery): Promise<AuditPage>
}

export function databaseAuditTrail(
  database: Database,
  { clock, node }: { readonly clock: Clock; readonly node: string },
): AuditTrail {
  return {
    write: async (entry) => {
      await named(database, {
        name: "rcs-write-audit",
        text: `insert into rcs_audit
          (at, node, actor, action, outcome, code, certificate_id, media_id, details)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        values: [
          clock.now(),
          node,
          storable(entry.actor),
          entry.action,
          entry.outcome,
          entry.code ?? null,
          entry.certificateId ?? null,
          entry.mediaId ?? null,
          JSON.stringify(entry.details ?? {}),
        ],
      })
    },
    read: (query) => readPage(database, query),
  }
}

interface AuditRow extends Pick<AuditEntry, "sequence" | "node" | "actor" | "action" | "outcome"> {
  readonly at: Date
  readonly code: string | null
  readonly certificate_id: string | null
  readonly media_id: string | null
  readonly details: AuditEntry["details"]
}

async function readPage(database: Database, query: AuditQuery): Promise<AuditPage> {
  const { before, limit = DEFAULT_LIMIT, action, certificateId, mediaId } = query
  const rows = await named<AuditRow>(database, {
    name: "rcs-read-audit",
    text: `select sequence, at, node, actor, action, outcome, code, certificate_id, media_id, details
      from rcs_audit
      where ($1::bigint is null or sequence < $1) and ($2::text is null or action = $2)
        and ($3::text is null or certificate_id = $3) and ($4::text is null or media_id = $4)
      order by sequence desc limit $5`,
    values: [before ?? null, action ?? null, certificateId ?? null, mediaId ?? null, limit + 1],
  })
  const entries = rows.slice(0, limit).map(toEntry)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.sequence ?? null) : null }
}

function toEntry({ at, certificate_id, media_id, ...row }: AuditRow): AuditEntry {
  return { ...row, at: at.toISOString(), certificateId: certificate_id, mediaId: media_id }
}
