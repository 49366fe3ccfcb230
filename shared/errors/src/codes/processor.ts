import { defineCodes } from "../code-entry.ts"

export const PROCESSOR_CODES = defineCodes({
  ERR_PROCESSOR_OBJECT_MISSING: {
    status: 409,
    blame: "dependency",
    retryable: false,
    why: "The Storage Destination acknowledged a recording, and holds no object for it now.",
    next: "Restore the object from a backup, then retry the job; or check the Storage Destination",
  },
  ERR_PROCESSOR_OBJECT_SIZE: {
    status: 409,
    blame: "dependency",
    retryable: false,
    why: "The stored object does not have the size that the recorder's receipt promises.",
    next: "Restore the object from a backup, then retry the job",
  },
  ERR_PROCESSOR_NO_CONTACT_CENTER: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "Interaction Recording Web Services know no contact center yet.",
    next: "gir status shows whether rws is ready; the job is tried again by itself",
  },
})
