import type { Sample } from "../run/service-samples.ts"
import type { CostBreakdown, CostStep, PartCost } from "./load-document.ts"

/** Those that a recorded call passes through; players and administrators pay for the others. */
const RECORDING = /^(host|mcp|recording-processor|rws|config-server|screen-recorder)/

interface Spent {
  /** By part of the mix. */
  readonly parts: readonly PartCost[]
  /** Stored calls, by part of the mix. */
  readonly stored: readonly number[]
  readonly samples: readonly Sample[]
  readonly queue: string
}

/**
 * Where the processor time of one recording goes: the steps as they were measured alone, the
 * servers as they were seen under load, and the rest of the services.
 *
 * @returns null when nothing was stored.
 */
export function costBreakdown({ parts, stored, samples, queue }: Spent): CostBreakdown | null {
  const count = stored.reduce((sum, one) => sum + one, 0)
  if (count === 0) return null
  const steps = new Map<string, number>()
  for (const [index, { stepsMs }] of parts.entries()) {
    const share = (stored[index] ?? 0) / count
    for (const [step, ms] of Object.entries(stepsMs)) {
      steps.set(step, (steps.get(step) ?? 0) + ms * share)
    }
  }
  const stepsMs = [...steps.values()].reduce((sum, ms) => sum + ms, 0)
  const servicesMs = spentMs(samples, (name) => RECORDING.test(name)) / count
  const rows = [
    ...steps,
    [serverName(queue), spentMs(samples, (name) => name === "postgres") / count] as const,
    ["queue on Redis", spentMs(samples, (name) => name === "redis") / count] as const,
    // Of the services: what is none of the steps.
    ["queue client, HTTP, JSON, runtime", Math.max(0, servicesMs - stepsMs)] as const,
  ]
  const shown = rows
    .map(([name, ms]) => ({ name, ms }))
    .filter(({ ms }) => ms > 0)
    .toSorted((a, b) => b.ms - a.ms)
  const totalMs = shown.reduce((sum, { ms }) => sum + ms, 0)
  const encryptionMs = ENCRYPTION.reduce((sum, step) => sum + (steps.get(step) ?? 0), 0)
  return { totalMs, encryptionMs, rows: shown }
}

const ENCRYPTION: readonly CostStep[] = ["RSA", "AES", "ASN.1"]

function serverName(queue: string): string {
  return queue === "redis" ? "database" : "database and queue"
}

/** Milliseconds of processor time over the whole load. */
function spentMs(samples: readonly Sample[], isMeant: (name: string) => boolean): number {
  let [spent, earlier] = [0, 0]
  for (const { second, services } of samples) {
    const seconds = second - earlier
    earlier = second
    for (const [name, { cpu }] of Object.entries(services)) {
      if (isMeant(name)) spent += cpu * seconds * 1_000
    }
  }
  return spent
}

/** "encryption is 3.1 of 38 ms of processor time per recording (8 %); most goes into storage" */
export function costSentence({ totalMs, encryptionMs, rows }: CostBreakdown): string {
  const share = Math.round((100 * encryptionMs) / totalMs)
  const most = rows[0]?.name ?? "nothing"
  return `encryption is ${encryptionMs.toFixed(1)} of ${totalMs.toFixed(1)} ms of processor time per recording (${share} %); most goes into: ${most}`
}
