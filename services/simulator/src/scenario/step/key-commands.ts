import type { ButtonBox } from "./button-box.ts"
import { readKey, type KeyInput } from "./key-input.ts"
import type { StepCommand } from "./step-through.ts"

const COMMANDS: Readonly<Record<string, StepCommand>> = {
  enter: "next",
  n: "next",
  b: "back",
  e: "finish",
  i: "inspect",
  p: "play",
  w: "whatIf",
  q: "leave",
}

/** @returns what the next key or the next button says; keys that say nothing are not heard. */
export async function keyOrButton(
  input: KeyInput,
  box: ButtonBox,
  signal: AbortSignal,
): Promise<StepCommand> {
  const answered = new AbortController()
  const either = AbortSignal.any([signal, answered.signal])
  const key = nextKeyCommand(input, either)
  const button = box.take(either)
  try {
    return await Promise.race([key, button])
  } finally {
    answered.abort()
    // The one that lost gives up; until then the keyboard would still be its own.
    await Promise.allSettled([key, button])
  }
}

async function nextKeyCommand(input: KeyInput, signal: AbortSignal): Promise<StepCommand> {
  for (;;) {
    const command = COMMANDS[await readKey(input, signal)]
    if (command !== undefined) return command
  }
}
