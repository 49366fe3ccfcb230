import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const css = readFileSync(new URL("../src/theme/tokens.css", import.meta.url), "utf8")
const tokens = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map((match) => [
    match[1] ?? "",
    { light: match[2] ?? "", dark: match[3] ?? "" },
  ]),
)

const TEXT = 4.5
const LINE = 3
const TONES = ["plays", "fails", "refused", "warning", "unknown", "running"]

/** Every pair of colours that stand on each other somewhere in the console. */
const PAIRS: readonly (readonly [front: string, back: string, least: number])[] = [
  ...["text", "muted", "accent", ...TONES].flatMap((front) => [
    [front, "ground", TEXT] as const,
    [front, "panel", TEXT] as const,
  ]),
  ...TONES.map((tone) => [tone, `${tone}-tint`, TEXT] as const),
  ...TONES.map((tone) => ["text", `${tone}-tint`, TEXT] as const),
  ["accent", "running-tint", TEXT],
  ["muted", "running-tint", TEXT],
  ["on-accent", "accent", TEXT],
  ["on-header", "header", TEXT],
  ["line", "ground", LINE],
  ["line", "panel", LINE],
]

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  it.each(PAIRS)("%s on %s has a contrast of at least %d", (front, back, least) => {
    expect(contrast(colour(front, theme), colour(back, theme))).toBeGreaterThanOrEqual(least)
  })
})

describe("the tokens", () => {
  it("have the values that the visual language names", () => {
    const ratio = (front: string, theme: "light" | "dark"): string =>
      contrast(colour(front, theme), colour("ground", theme)).toFixed(2)
    expect([ratio("plays", "light"), ratio("plays", "dark")]).toEqual(["6.61", "10.10"])
    expect([ratio("fails", "light"), ratio("fails", "dark")]).toEqual(["6.54", "8.23"])
    expect([ratio("text", "light"), ratio("text", "dark")]).toEqual(["17.63", "15.70"])
  })

  it("are the only place of a colour, so that no style escapes this test", () => {
    const files = ["base", "bars", "controls", "panels", "tables", "dialogs", "recordings"]
    const sheets = files.map((name) =>
      readFileSync(new URL(`../src/theme/${name}.css`, import.meta.url), "utf8"),
    )
    expect(sheets.join("\n").match(/#[0-9a-f]{3,8}\b/gi)).toBeNull()
  })
})

function colour(name: string, theme: "light" | "dark"): string {
  const token = tokens.get(name)
  if (token === undefined) throw new RangeError(`tokens.css has no --${name}`)
  return token[theme]
}

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
