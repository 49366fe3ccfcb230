#!/usr/bin/env node
// What runs is bundled for all packages together, beside them: no package holds it.
const program = new URL("../../../dist/gir.js", import.meta.url)
await import(program.href)
