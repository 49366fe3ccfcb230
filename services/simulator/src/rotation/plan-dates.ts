import type { Certificate } from "@gir/x509"
import type { StepKey } from "./plan-schema.ts"

const DAY_MS = 86_400_000
const LEAD_DAYS = 30
const OVERLAP_DAYS = 14

/** A moment for each step. */
export type StepDates = Readonly<Record<StepKey, Date>>

type Term = Pick<Certificate, "notBefore" | "notAfter">

/**
 * The dates that a rotation of these two certificates suggests: the new one is added on its first
 * day, the old one goes two weeks later, while it is still valid.
 */
export function suggestDates(old: Term, next: Term): StepDates {
  const overlap = later(next.notBefore, old.notBefore)
  const before = later(shift(overlap, -LEAD_DAYS), old.notBefore)
  const newValid = shift(overlap, 1)
  const oldRemoved = later(newValid, earlier(shift(overlap, OVERLAP_DAYS), shift(old.notAfter, -1)))
  const oldExpired = later(shift(old.notAfter, 1), shift(oldRemoved, 1))
  return {
    before,
    overlap,
    newValid,
    oldRemoved,
    oldExpired,
    rollback: shift(oldExpired, OVERLAP_DAYS),
  }
}

function shift(date: Date, days: number): Date {
  return new Date(date.getTime() + days * DAY_MS)
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}
