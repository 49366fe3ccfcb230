import { Type } from "typebox"
import { mediaIdOf } from "@gir/contracts"
import { Name } from "../file/words.ts"
import { mediaFact, noteMux } from "../world/recordings.ts"
import type { World } from "../world/world.ts"
import { defineVerb } from "./verb.ts"

/** The Recording Muxer Script tries again what it could not put together. */
export const mux = defineVerb({
  name: "mux",
  schema: Type.Object({ of: Name }, { additionalProperties: false }),
  refersTo: ({ of }) => ({ groups: [of] }),
  subjectOf: ({ of }) => of,
  run: async ({ of: group }, world) => {
    const calls = world.media.filter((one) => one.group === group && one.kind === "call")
    let muxed = 0
    for (const { recordingId } of calls) {
      await world.stage.peers.webServices.requestMux(recordingId)
      if (!(await noteMux(world, group, recordingId))) continue
      muxed += 1
      await keepMux(world, group, recordingId)
    }
    return `${muxed} of ${calls.length} muxed`
  },
})

async function keepMux(world: World, group: string, recordingId: string): Promise<void> {
  const mediaId = mediaIdOf(recordingId, "mux")
  if (world.media.some((one) => one.mediaId === mediaId)) return
  const { mediaFiles } = await world.stage.peers.webServices.recording(recordingId)
  const file = mediaFiles.find((one) => one.mediaId === mediaId)
  if (file === undefined) return
  const { receipt } = file
  const { step } = world.notes
  const original = receipt.fingerprint
  world.media.push(mediaFact(world, { group, recordingId, receipt, node: null, original, step }))
}
