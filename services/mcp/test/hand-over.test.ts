import type { ProcessRecording } from "@gir/contracts"
import { openMemoryJobs } from "@gir/queue"
import { silentLogger } from "@gir/service-kit"
import { openFaults } from "@gir/sim"
import type { StorageDestination } from "@gir/storage"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { handOver } from "../src/hand-over.ts"

const RECORDING_ID = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"

describe("handing a stored call over", () => {
  it("does not come to it when mcp.crash-before-hand-over strikes", async () => {
    const jobs = openMemoryJobs()
    onTestFinished(() => jobs.close())
    const faults = openFaults({ seed: 1, remembered: [{ name: "mcp.crash-before-hand-over" }] })
    const killed = new Error("killed")
    const kill = vi.spyOn(process, "kill").mockImplementation(() => {
      throw killed
    })
    onTestFinished(() => kill.mockRestore())
    const storage = {} as StorageDestination
    const handing = handOver({ jobs, storage, faults, logger: silentLogger })
    const stored = { call: { recordingId: RECORDING_ID } } as ProcessRecording
    await expect(handing.offer(stored)).rejects.toBe(killed)
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGKILL")
    expect(await jobs.payload("process-recording", RECORDING_ID)).toBeNull()
  })
})
