import type { IvrProfileObject } from "@gir/contracts"
import type { GaxParts } from "../gax-parts.ts"
import type { OptionsHome } from "./options-tab.ts"

/** The Options tab of an IVR Profile. */
export function profileOptionsHome(
  dbid: number,
  { peers, logger }: GaxParts,
): OptionsHome<IvrProfileObject> {
  return {
    read: () => peers.configServer.profile(dbid),
    save: async (profile) => {
      const saved = await peers.configServer.save(profile)
      logger.info({ dbid, version: saved.version }, "Options tab saved")
      return saved
    },
  }
}
