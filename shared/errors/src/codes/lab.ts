import { defineCodes } from "../code-entry.ts"

export const LAB_CODES = defineCodes({
  ERR_LAB_ACTION: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "The action needs something that is not there, or not yet: a certificate is issued before it is uploaded.",
    next: "npx gir lab status tells what there is; npx gir lab hint what comes first",
  },
  ERR_LAB_BROKEN: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "The installation is not what a lab can be checked on: something that it needs is gone.",
    next: "npx gir lab reset brings it back to the start",
  },
})
