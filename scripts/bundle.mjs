// Bundles what runs into `dist/`: one file per service, one for the command line, one per worker thread.
// A service that loads one file starts three times as fast as one that looks up a thousand.
// Types are the business of `npm run check`.
import { existsSync, readdirSync, rmSync } from "node:fs"
import { basename, dirname, join, sep } from "node:path"
import { pathToFileURL } from "node:url"
import { rolldown } from "rolldown"

const FOLDER = "dist"

/** Bundles from the checkout in the working directory. @throws what rolldown finds wrong. */
export async function bundle() {
  const bundler = await rolldown({
    input: entries(),
    platform: "node",
    resolve: { conditionNames: ["@gir/source", "node"] },
    transform: { target: "node20" },
    // An addition of pg that nobody here installs; and 22 MB that only S3 as Storage Destination loads.
    external: ["pg-native", /^@aws-sdk\//],
    plugins: [placesOfSources()],
    // hdr-histogram-js looks for zlib that way, for an encoding that is not used here.
    checks: { eval: false },
  })
  try {
    const { output } = await bundler.write({
      dir: FOLDER,
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "shared-[hash].js",
    })
    // Only now: a command that another terminal started meanwhile finds its files all the time.
    const current = new Set(output.map((file) => file.fileName))
    for (const file of readdirSync(FOLDER)) if (!current.has(file)) rmSync(join(FOLDER, file))
  } finally {
    await bundler.close()
  }
}

/** Entry files by the name of what comes out: `mcp.js`, `gir.js`, `decrypt-worker.js`. */
function entries() {
  const servers = readdirSync("services")
    .map((service) => [service, join("services", service, "src", "server.ts")])
    .filter(([, file]) => existsSync(file))
  const workers = readdirSync("services", { recursive: true })
    .filter((file) => file.endsWith("-worker.ts") && file.split(sep)[1] === "src")
    .map((file) => [basename(file, ".ts"), join("services", file)])
  const commandLine = ["gir", join("services", "simulator", "src", "main.ts")]
  return Object.fromEntries([...servers, ...workers, commandLine])
}

/**
 * A module finds its files (migrations, scenarios, audio) from where it stands. In a bundle it stands
 * elsewhere, so its place is written into it: a checkout that is moved is bundled anew.
 */
function placesOfSources() {
  return {
    name: "places-of-sources",
    transform: {
      filter: { code: /import\.meta\.url|\b__(dirname|filename)\b/ },
      handler: (code, id) => {
        const places = {
          "import.meta.url": pathToFileURL(id).href,
          __filename: id,
          __dirname: dirname(id),
        }
        return code.replaceAll(/import\.meta\.url|\b__(dirname|filename)\b/g, (name) =>
          JSON.stringify(places[name]),
        )
      },
    },
  }
}
