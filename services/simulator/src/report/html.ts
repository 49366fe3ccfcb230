/** Markup that is safe to stand in a page: made by `html`, or trusted by whoever wrote it. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = Markup | string | number | null | readonly Part[]

/** Escapes every value that is not markup already: nothing in a recording's metadata is trusted. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => text + render(parts[index] ?? null)).join(""))
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

function render(part: Part): string {
  if (part === null) return ""
  if (part instanceof Markup) return part.text
  if (typeof part === "object") return part.map(render).join("")
  return String(part).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
