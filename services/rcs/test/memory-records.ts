import type { AuditEntry } from "@gir/contracts"
import type { Clock } from "@gir/sim"
import type { Certificate } from "@gir/x509"
import type { AuditTrail } from "../src/records/audit-trail.ts"
import {
  afterWrongPassword,
  assertNotLocked,
  outcomeOf,
  type AttemptState,
  type LoginAttempts,
} from "../src/records/login-attempts.ts"
import type { RcsRecords } from "../src/records/rcs-records.ts"
import { mutex } from "./mutex.ts"

/** The database's records, in memory. What PostgreSQL itself does is tested in records.test.ts. */
export interface MemoryRecords extends RcsRecords {
  /** Oldest first. */
  readonly entries: AuditEntry[]
}

export function memoryRecords(clock: Clock): MemoryRecords {
  const entries: AuditEntry[] = []
  const former = new Map<string, Certificate>()
  return {
    entries,
    audit: memoryAudit(entries, clock),
    loginAttempts: memoryLoginAttempts(clock),
    formerCertificates: {
      remember: async (certificate) => {
        former.set(certificate.sha256, certificate)
      },
      find: async (ids) => ids.flatMap((id) => former.get(id) ?? []),
    },
    lock: mutex(),
  }
}

function memoryAudit(entries: AuditEntry[], clock: Clock): AuditTrail {
  return {
    write: async (entry) => {
      entries.push({
        sequence: entries.length + 1,
        at: clock.now().toISOString(),
        node: "rcs-1",
        code: null,
        certificateId: null,
        mediaId: null,
        details: {},
        ...entry,
      })
    },
    read: async ({ limit = 50 }) => ({ entries: entries.toReversed().slice(0, limit), next: null }),
  }
}

function memoryLoginAttempts(clock: Clock): LoginAttempts {
  const states = new Map<string, AttemptState>()
  return {
    attempt: async (userName, check) => {
      const now = new Date(clock.machineMs())
      const state = states.get(userName) ?? { wrongPasswords: 0, lastAt: now, lockedUntil: null }
      assertNotLocked(state, now)
      const outcome = outcomeOf(check)
      if (outcome.isWrongPassword) states.set(userName, afterWrongPassword(state, now))
      else states.delete(userName)
      return outcome.settle()
    },
  }
}
