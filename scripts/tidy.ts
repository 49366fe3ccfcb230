import { existsSync, readFileSync } from "node:fs"
import { execFileSync } from "node:child_process"
import { dirname, join, resolve } from "node:path"

/** One thing that is out of order, and where. */
export interface Finding {
  readonly file: string
  readonly message: string
}

interface SourceTree {
  /** Paths below the root, with forward slashes: tracked files and new ones that git does not ignore. */
  readonly files: readonly string[]
  read(file: string): string
  exists(path: string): boolean
}

/** The style rules that no linter knows. Each is a small function below, with a test. */
const RULES: readonly ((tree: SourceTree) => Finding[])[] = [
  oneTitlePerPage,
  aReadmePerPackage,
  linksLeadSomewhere,
  everyErrorCodeIsThrown,
  everyErrorCodeIsTested,
  seedMapPathsExist,
  noSilencedChecks,
]

/** @returns every finding in the checkout at `root`, in the order of the rules. */
export function tidy(root: string): Finding[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    {
      cwd: root,
      encoding: "utf8",
    },
  )
  const files = listed.split("\0").filter((file) => file !== "" && existsSync(join(root, file)))
  return findings({
    files,
    read: (file) => readFileSync(join(root, file), "utf8"),
    exists: (path) => existsSync(resolve(root, path)),
  })
}

export function findings(tree: SourceTree): Finding[] {
  return RULES.flatMap((rule) => rule(tree))
}

function oneTitlePerPage(tree: SourceTree): Finding[] {
  return pages(tree).flatMap((file) => {
    const titles = withoutCode(tree.read(file)).match(/^# .+$/gm) ?? []
    return titles.length === 1 ? [] : [{ file, message: `has ${titles.length} titles, not one` }]
  })
}

function aReadmePerPackage(tree: SourceTree): Finding[] {
  return tree.files
    .filter((file) => /^(shared|services)\/[^/]+\/package\.json$/.test(file))
    .map((file) => file.replace("package.json", "README.md"))
    .filter((file) => !tree.exists(file))
    .map((file) => ({ file, message: "is missing: say what the package is, in one page" }))
}

function linksLeadSomewhere(tree: SourceTree): Finding[] {
  return pages(tree).flatMap((file) =>
    [...withoutCode(tree.read(file)).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((link) => link[1] ?? "")
      .filter((target) => !tree.exists(join(dirname(file), target)))
      .map((target) => ({ file, message: `links to ${target}, which does not exist` })),
  )
}

function everyErrorCodeIsThrown(tree: SourceTree): Finding[] {
  const source = textOf(tree, (file) => isSource(file) && !file.startsWith("shared/errors/"))
  return errorCodes(tree)
    .filter(({ code }) => !mentions(source, code))
    .map(({ file, code }) => ({ file, message: `${code} is thrown nowhere: remove it` }))
}

function everyErrorCodeIsTested(tree: SourceTree): Finding[] {
  const tests = textOf(tree, (file) => /(^|\/)test\/.*\.ts$/.test(file))
  return errorCodes(tree)
    .filter(({ code }) => !mentions(tests, code))
    .map(({ file, code }) => ({ file, message: `${code} is named by no test` }))
}

function seedMapPathsExist(tree: SourceTree): Finding[] {
  const file = "test/seed/seed-map.ts"
  if (!tree.exists(file)) return []
  return [...tree.read(file).matchAll(/(?:room|test|scenario): "([^"]+)"/g)]
    .map((match) => match[1] ?? "")
    .filter((path) => !tree.exists(path))
    .map((path) => ({ file, message: `names ${path}, which does not exist` }))
}

function noSilencedChecks(tree: SourceTree): Finding[] {
  const silenced =
    /@ts-(ignore|nocheck)|oxlint-disable|eslint-disable|\b(?:it|test|describe)\.(?:only|skip|todo)\(/
  return tree.files
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.startsWith("scripts/"))
    .filter((file) => silenced.test(tree.read(file)))
    .map((file) => ({ file, message: "switches a check or a test off" }))
}

function errorCodes(tree: SourceTree): { file: string; code: string }[] {
  return tree.files
    .filter((file) => /^shared\/errors\/src\/codes\/.*\.ts$/.test(file))
    .flatMap((file) =>
      [...tree.read(file).matchAll(/^ {2}(ERR_[A-Z0-9_]+):/gm)].map((match) => ({
        file,
        code: match[1] ?? "",
      })),
    )
}

function pages(tree: SourceTree): string[] {
  return tree.files.filter((file) => file.endsWith(".md"))
}

function isSource(file: string): boolean {
  return /^(shared|services)\/[^/]+\/src\/.*\.tsx?$/.test(file)
}

function textOf(tree: SourceTree, wanted: (file: string) => boolean): string {
  return tree.files
    .filter(wanted)
    .map((file) => tree.read(file))
    .join("\n")
}

/** A whole word, so that ERR_X509_KEY is not taken for ERR_X509_KEY_MISMATCH. */
function mentions(text: string, code: string): boolean {
  return new RegExp(`\\b${code}\\b`).test(text)
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "")
}
