import { spawnSync } from "node:child_process"

/** Programs that npm cannot bring, and the suites that need them. */
const OPTIONAL_PARTS = [
  { program: "openssl", probe: ["version"], suite: "interop with OpenSSL", packageName: "openssl" },
  {
    program: "redis-server",
    probe: ["--version"],
    suite: "queues on Redis",
    packageName: "redis-server",
  },
  { program: "chromium", probe: ["--version"], suite: "the console", packageName: "chromium" },
]

for (const { program, probe, suite, packageName } of OPTIONAL_PARTS) {
  if (spawnSync(program, probe, { stdio: "ignore" }).error === undefined) continue
  console.error(
    `left out: ${suite} (${program} is not installed)  next: apt-get install -y ${packageName}`,
  )
}

const vitest = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)],
  { stdio: "inherit" },
)
process.exit(vitest.status ?? 1)
