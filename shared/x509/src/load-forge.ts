import { createRequire } from "node:module"
import type Forge from "node-forge"

const require = createRequire(import.meta.url)

/**
 * node-forge, for whoever issues something. It is loaded when it is first asked for: everybody who
 * reads a certificate or an envelope loads this package, and few of them issue anything.
 */
export function loadForge(): typeof Forge {
  return require("node-forge") as typeof Forge
}
