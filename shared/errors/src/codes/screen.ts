import { defineCodes } from "../code-entry.ts"

export const SCREEN_CODES = defineCodes({
  ERR_SCREEN_ANSWER_INVALID: {
    status: 502,
    blame: "dependency",
    retryable: true,
    why: "Interaction Recording Web Services took the upload, but its answer names no stored screen.",
    next: "gir status --logs shows what rws did; the upload is repeated by itself, and stored once",
  },
})
