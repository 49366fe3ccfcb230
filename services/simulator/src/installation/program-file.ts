import { fileURLToPath } from "node:url"

/** Where `npm run build` puts the program of each service. */
const PROGRAMS = new URL("../../../../dist/", import.meta.url)

export function programFile(name: string): string {
  return fileURLToPath(new URL(`${name}.js`, PROGRAMS))
}
