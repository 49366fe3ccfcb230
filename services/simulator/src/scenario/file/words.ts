import { Type, type Static } from "typebox"

/** A name that a person gives to a step, a certificate, a group of recordings. */
export const Name = Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]{0,63}$" })

const BASIS = ["D", "S", "M", "A"] as const
const BasisWord = Type.Union(BASIS.map((word) => Type.Literal(word)))

/** One letter, or some: what an expectation rests on. */
export const BasisList = Type.Union([BasisWord, Type.Array(BasisWord, { minItems: 1 })])

/** A day, or a moment in UTC: `2026-12-01`, `2026-12-01T10:15:00Z`. */
export const Moment = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2})?Z)?$",
})

/** A length of time: `10m`, `-90s`, `30d`. */
export const Duration = Type.String({ pattern: "^-?\\d{1,6}[smhd]$" })

/** One name, or a list of them. */
export const Names = Type.Union([Name, Type.Array(Name)])
export type Names = Static<typeof Names>

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** @param text that fits `Duration`. */
export function durationMs(text: string): number {
  return Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0)
}

/** @returns null for a day that no calendar has. */
export function momentOf(text: string): Date | null {
  const date = new Date(text.replace(/T(\d\d:\d\d)Z$/, "T$1:00Z"))
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))
  return isReal ? date : null
}

export function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T]
}
