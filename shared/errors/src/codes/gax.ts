import { defineCodes } from "../code-entry.ts"

export const GAX_CODES = defineCodes({
  ERR_GAX_SESSION_UNKNOWN: {
    status: 401,
    blame: "caller",
    retryable: false,
    why: "Genesys Administrator Extension does not know this session: it ended, or GAX was restarted.",
    next: "Log in again",
  },
  ERR_GAX_CERTIFICATE_NOT_IN_SESSION: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "A session sees the certificates that the keystore held when it logged in, and its own changes.",
    next: "Log out and log in again to see what other sessions have uploaded",
  },
  ERR_GAX_CERTIFICATE_NOT_ON_PROFILE: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "The IVR Profile holds no readable certificate with this id, or no option with this name.",
    next: "Look at the Recording tab; a corrupted certificate is removed by its option's name",
  },
  ERR_GAX_PROFILE_BUSY: {
    status: 409,
    blame: "caller",
    retryable: true,
    why: "Others saved the same IVR Profile again and again while this change was made.",
    next: "Repeat the change",
  },
})
