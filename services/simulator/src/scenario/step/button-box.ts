import type { WalkRequest } from "@gir/contracts"
import { GirError } from "@gir/errors"

type Button = WalkRequest["command"] | "leave"

/** Hands a press of one of the console's buttons to the walk that waits for it. */
export interface ButtonBox {
  /** @throws ERR_CONFLICT while the walk does not wait for anybody. */
  press(button: Button): void
  /** @returns the next press. @throws the signal's reason. */
  take(signal: AbortSignal): Promise<Button>
}

export function openButtonBox(): ButtonBox {
  let give: ((button: Button) => void) | null = null
  return {
    press: (button) => {
      if (give === null) {
        throw new GirError("ERR_CONFLICT", "the rehearsal is at work", {
          next: "Wait until the step is done",
        })
      }
      give(button)
      give = null
    },
    take: (signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        give = resolve
        const giveUp = (): void => {
          give = null
          reject(signal.reason as Error)
        }
        signal.addEventListener("abort", giveUp, { once: true })
      }),
  }
}
