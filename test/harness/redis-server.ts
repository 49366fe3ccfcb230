import { spawnSync } from "node:child_process"

/** Says which suite is left out, and how to have it, when the machine has no Redis. */
export function isRedisInstalled(suite: string): boolean {
  if (spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0) return true
  process.stdout.write(`left out: ${suite}; to run it: apt-get install redis-server\n`)
  return false
}
