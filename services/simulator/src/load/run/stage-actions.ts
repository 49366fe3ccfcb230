import { GirError } from "@gir/errors"
import type { Random } from "@gir/sim"
import { setTimeout as wait } from "node:timers/promises"
import { awaitProfileVersion } from "../../clients/await-profile-version.ts"
import { deployAll, type LoadBed } from "../bed/load-bed.ts"
import type { LoadProfile, StageAction } from "../profile/load-profile.ts"

/** Something that was done during the load, for the plots. */
export interface Mark {
  readonly second: number
  readonly text: string
}

interface Acting {
  readonly profile: LoadProfile
  readonly bed: LoadBed
  /** When the load began, by the monotonic clock. */
  readonly startMs: number
  readonly signal: AbortSignal
  readonly marks: Mark[]
  /** How often each service was killed. */
  readonly kills: Record<string, number>
  /** Chooses whom to kill. */
  readonly random: Random
}

/**
 * Does what the stages ask for, from the beginning of each stage on, while calls keep coming.
 *
 * @throws ERR_CLI_UNKNOWN_NODE, and what the services answer.
 */
export async function runActions(acting: Acting): Promise<void> {
  const { profile, bed, startMs, signal } = acting
  let atMs = 0
  const running: Promise<void>[] = []
  for (const { actions, durationMs } of profile.stages) {
    const beginMs = startMs + atMs
    if (actions.length > 0) {
      running.push(
        (async () => {
          const aheadMs = beginMs - bed.clock.monotonicMs()
          if (aheadMs > 0) await wait(aheadMs, undefined, { signal })
          await Promise.all(actions.map((action) => act(acting, action, beginMs + durationMs)))
        })(),
      )
    }
    atMs += durationMs
  }
  await Promise.all(running)
}

function act(acting: Acting, action: StageAction, untilMs: number): Promise<void> {
  switch (action.kind) {
    case "rotate":
      return rotate(acting, action)
    case "fault":
      return breakFor(acting, action)
    case "kill":
      return again(acting, { ...action, untilMs }, () => killOne(acting))
    case "wipe-redis":
      return again(acting, { ...action, untilMs }, () => wipeRedis(acting))
  }
}

/** Does something again and again; the last time at least one interval before the end. */
async function again(
  { bed, signal }: Acting,
  { everyMs, untilMs }: { readonly everyMs: number; readonly untilMs: number },
  work: () => Promise<void>,
): Promise<void> {
  for (let dueMs = bed.clock.monotonicMs() + everyMs; dueMs < untilMs; dueMs += everyMs) {
    await wait(Math.max(0, dueMs - bed.clock.monotonicMs()), undefined, { signal })
    await work()
  }
}

/** The supervisor starts it again, as it does whatever a service dies of. */
async function killOne({ bed, random, kills }: Acting): Promise<void> {
  const states = await bed.installation.supervisor.states()
  const running = states.filter(({ pid }) => pid !== null)
  const chosen = running[random.integer(0, Math.max(0, running.length - 1))]
  if (chosen?.pid == null) return
  process.kill(chosen.pid, "SIGKILL")
  kills[chosen.name] = (kills[chosen.name] ?? 0) + 1
}

/** Once while it runs on, and once with its process and its disk. */
async function wipeRedis(acting: Acting): Promise<void> {
  const { redis } = acting.bed
  if (redis === null) throw new RangeError("the load has no Redis of its own")
  await redis.flush()
  note(acting, "FLUSHALL")
  await wait(FLUSHED_MS, undefined, { signal: acting.signal })
  await redis.loseDisk()
  note(acting, "Redis killed, its disk lost")
}

/** The services notice, and begin to fill it again. */
const FLUSHED_MS = 3_000

async function rotate(
  acting: Acting,
  { overlapMs }: Extract<StageAction, { kind: "rotate" }>,
): Promise<void> {
  const { bed, signal } = acting
  const encrypted = bed.parts.filter(({ part }) => part.isEncrypted)
  for (const { dbid, next } of encrypted) {
    await deployAll(bed, dbid, next)
    await awaitProfileVersion(bed.peers, dbid)
  }
  note(acting, "B beside A")
  await wait(overlapMs, undefined, { signal })
  for (const { dbid, certificates } of encrypted) {
    for (const { sha256 } of certificates) await bed.administrator.remove(dbid, sha256)
    await awaitProfileVersion(bed.peers, dbid)
  }
  note(acting, "A removed")
}

async function breakFor(
  acting: Acting,
  { name, node, forMs, probability, attributes }: Extract<StageAction, { kind: "fault" }>,
): Promise<void> {
  const { bed, signal } = acting
  const target = bed.conditions.find((one) => one.node.name === node)
  if (target === undefined) {
    const next = `name one of: ${bed.conditions.map((one) => one.node.name).join(", ")}`
    throw new GirError("ERR_CLI_UNKNOWN_NODE", `there is no node ${node}`, { next })
  }
  await target.faults.add({ name, probability, attributes })
  note(acting, `${name} on`)
  try {
    await wait(forMs, undefined, { signal })
  } finally {
    await target.faults.remove(name)
  }
  note(acting, `${name} off`)
}

function note({ bed, startMs, marks }: Acting, text: string): void {
  marks.push({ second: (bed.clock.monotonicMs() - startMs) / 1_000, text })
}
