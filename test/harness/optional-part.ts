import { spawnSync } from "node:child_process"

/** Says which suite is left out, and how to have it, when the machine lacks a program. */
export function isInstalled(
  program: string,
  { suite, probe }: { readonly suite: string; readonly probe: string },
): boolean {
  if (spawnSync(program, [probe], { stdio: "ignore" }).status === 0) return true
  process.stdout.write(`left out: ${suite}; to run it: apt-get install ${program}\n`)
  return false
}
