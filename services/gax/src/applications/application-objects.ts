import type { ApplicationObject } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"
import type { OptionsHome } from "../ivr-profiles/options-tab.ts"
import { serviceOf } from "../peers/node-client.ts"

const MCP = "mcp"

/**
 * @returns the application objects, one for each Media Control Platform at least: a recorder that
 * nobody has configured yet has one without options.
 */
export async function listApplications({
  config,
  peers,
}: GaxParts): Promise<readonly ApplicationObject[]> {
  const stored = await peers.configServer.applications()
  const names = new Set(stored.map(({ name }) => name))
  const others = config.nodes.filter(({ name }) => isMcp(name) && !names.has(name))
  const all = [...stored, ...others.map(({ name }) => unconfigured(name))]
  return all.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
}

/** Where the options of one application object are read and saved; for one request. */
export function applicationOptionsHome(
  name: string,
  { config, peers: { configServer }, logger }: GaxParts,
): OptionsHome<ApplicationObject> {
  let isStored = true
  const isNode = isMcp(name) && config.nodes.some((node) => node.name === name)
  return {
    read: async () => {
      try {
        return await configServer.application(name)
      } catch (error) {
        if (!isNode || !isGirError(error, "ERR_NOT_FOUND")) throw error
        isStored = false
        return unconfigured(name)
      }
    },
    save: async (object) => {
      const { version, ...unversioned } = object
      // Without a version the save makes the object.
      const given = isStored ? { version, ...unversioned } : unversioned
      const saved = await configServer.saveApplication(given)
      logger.info({ application: name, version: saved.version }, "Options tab saved")
      return saved
    },
  }
}

function isMcp(name: string): boolean {
  return serviceOf(name) === MCP
}

function unconfigured(name: string): ApplicationObject {
  return { name, type: "Media Control Platform", version: 1, options: {} }
}
