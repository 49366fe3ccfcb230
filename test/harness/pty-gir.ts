import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { ONE_PROCESS } from "./run-gir.ts"
import { until } from "./await-condition.ts"

/** The gir command on a pseudo-terminal, as a person has it before them. */
export interface PtyGir {
  /** Everything that was written so far, without escape codes. */
  text(): string
  press(key: string): void
  /** Waits until `words` were written so many times. @throws when gir ends before. */
  wrote(words: string, times?: number): Promise<void>
  /** @returns the exit code, when the command has ended by itself. */
  ended(): Promise<number | null>
  /** Ctrl-C, and waits until nothing of it is left. */
  interrupt(): Promise<void>
}

const BIN = fileURLToPath(new URL("../../services/simulator/bin/gir.js", import.meta.url))
const ESCAPES = new RegExp(String.raw`${"\u001B"}\[[0-9;]*[A-Za-z]`, "g")

/** @param folder the folder in which the command is typed. */
export function startPtyGir(args: readonly string[], folder: string): PtyGir {
  // script (util-linux) is the pseudo-terminal; -e hands the exit code on.
  const line = `stty cols 96; exec '${process.execPath}' '${BIN}' ${args.join(" ")}`
  const child = spawn("script", ["-qefc", line, "/dev/null"], {
    cwd: folder,
    env: { ...ONE_PROCESS, PATH: process.env["PATH"], TERM: "xterm", LANG: "C.UTF-8" },
    stdio: ["pipe", "pipe", "inherit"],
  })
  let written = ""
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (written += chunk))
  const text = (): string => written.replaceAll(ESCAPES, "")
  return {
    text,
    press: (key) => void child.stdin.write(key),
    wrote: async (words, times = 1) => {
      await until(`"${words}" on the screen`, () => {
        if (text().split(words).length > times) return true
        if (child.exitCode !== null) throw new Error(`gir ended:\n${text()}`)
        return false
      })
    },
    ended: async () => {
      if (child.exitCode === null) await once(child, "exit")
      return child.exitCode
    },
    interrupt: async () => {
      if (child.exitCode !== null) return
      child.stdin.write("\u0003")
      await once(child, "exit")
    },
  }
}
