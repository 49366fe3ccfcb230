import { LabAttempt } from "./lab-attempt.ts"
import type { LabSession, LabOptions } from "./lab-session.ts"

/** Makes an installation ready for a lab. */
export async function openLab(options: LabOptions): Promise<LabSession> {
  const session = new LabAttempt(options)
  await session.reset()
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    status: () => session.status(),
    act: (actions) => inTurn(() => session.act(actions)),
    check: () => inTurn(() => session.check()),
    hint: () => inTurn(() => session.hint()),
    solve: () => inTurn(() => session.solve()),
    reset: () => inTurn(() => session.reset()),
    close: () => inTurn(() => session.close()),
  }
}
