import { defineWorkers } from "../src/index.ts"
import { openProcessJobs, type InstallationUrls } from "./process-jobs.ts"

/** A worker that says which job it has in hand, and never finishes it. */
const urls = JSON.parse(process.argv[2] ?? "") as InstallationUrls
const { jobs } = await openProcessJobs(urls)
const hang = async ({ recordingId }: { recordingId: string }): Promise<never> => {
  process.stdout.write(`${recordingId}\n`)
  return new Promise(() => undefined)
}
defineWorkers({ jobs, handlers: { "mux-recording": hang }, concurrency: 1 }).start()
