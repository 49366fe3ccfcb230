import { GirError } from "@gir/errors"
import { setTimeout as wait } from "node:timers/promises"
import { awaitProfileVersion } from "../../clients/await-profile-version.ts"
import { deployNew, type LoadBed } from "../bed/load-bed.ts"
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
}

/**
 * Does what the stages ask for, each at the beginning of its stage, while calls keep coming.
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
          for (const action of actions) await act(acting, action)
        })(),
      )
    }
    atMs += durationMs
  }
  await Promise.all(running)
}

function act(acting: Acting, action: StageAction): Promise<void> {
  return action.kind === "rotate" ? rotate(acting, action) : breakFor(acting, action)
}

async function rotate(
  acting: Acting,
  { overlapMs }: Extract<StageAction, { kind: "rotate" }>,
): Promise<void> {
  const { bed, signal } = acting
  const encrypted = bed.parts.filter(({ part }) => part.isEncrypted)
  for (const one of encrypted) {
    await deployNew(bed, one, "B")
    await awaitProfileVersion(bed.peers, one.dbid)
  }
  note(acting, "B beside A")
  await wait(overlapMs, undefined, { signal })
  for (const { dbid, certificateIds } of encrypted) {
    for (const id of certificateIds) await bed.administrator.remove(dbid, id)
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
