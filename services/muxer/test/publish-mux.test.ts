import type { MediaReceipt } from "@gir/contracts"
import { openFaults } from "@gir/sim"
import type { StorageDestination } from "@gir/storage"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { muxPublisher } from "../src/publish-mux.ts"

const RECORDING_ID = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"

describe("publishing a mux", () => {
  it("does not come to it when muxer.crash strikes", async () => {
    const faults = openFaults({ seed: 1, remembered: [{ name: "muxer.crash" }] })
    const killed = new Error("killed")
    const kill = vi.spyOn(process, "kill").mockImplementation(() => {
      throw killed
    })
    onTestFinished(() => kill.mockRestore())
    const addMediaFile = vi.fn<() => Promise<MediaReceipt>>()
    const removeLosers = vi.fn<() => Promise<void>>()
    const storage = {} as StorageDestination
    const publish = muxPublisher({ rws: { addMediaFile }, storage, faults, removeLosers })
    await expect(publish(RECORDING_ID, {} as MediaReceipt)).rejects.toBe(killed)
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGKILL")
    expect(addMediaFile).not.toHaveBeenCalled()
  })
})
