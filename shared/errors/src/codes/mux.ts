import { defineCodes } from "../code-entry.ts"

export const MUX_CODES = defineCodes({
  ERR_MUX_MIXED_PROTECTION: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "One of call and screen is encrypted and the other is not; both still play apart.",
    next: "Administration > Screen Recording Certificates > Add > Save",
  },
  ERR_MUX_PART_MISSING: {
    status: 409,
    blame: "dependency",
    retryable: true,
    why: "The recording has no call part or no screen part yet.",
    next: "Wait until both parts are stored; the mux starts by itself",
  },
  ERR_MUX_NO_RECIPIENT: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "RCS holds none of the call's recording certificates, so the muxed file has no recipient.",
    next: "Upload a certificate of the call and its key again: Administration > Certificates",
  },
  ERR_MUX_INTERRUPTED: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "A stream broke off while call and screen were being muxed; nothing was stored.",
    next: "gir status shows whether RCS answers; the mux is tried again by itself",
  },
})
