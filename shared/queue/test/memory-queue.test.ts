import { openMemoryJobs } from "../src/index.ts"
import { queueConformance } from "./conformance.ts"

const open = (deliverTwice: boolean) => async () => {
  const jobs = openMemoryJobs({ deliverTwice })
  return { jobs, close: () => jobs.close() }
}

queueConformance("memory, every job delivered twice once", { open: open(true), deliveries: 2 })
queueConformance("memory, every job delivered once", { open: open(false), deliveries: 1 })
