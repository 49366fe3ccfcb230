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
  ERR_GAX_CONSOLE_HEADER_MISSING: {
    status: 403,
    blame: "caller",
    retryable: false,
    why: "A change that comes with the session cookie must also carry a header that a page of another origin cannot send.",
    next: "Send the header X-GAX-Console: 1, or send the session in the header X-GAX-Session",
  },
  ERR_GAX_CONSOLE_NOT_BUILT: {
    status: 503,
    blame: "dependency",
    retryable: false,
    why: "The console's pages are made by a build step that has not run here. The API below /api works.",
    next: "Build it: npm run build -w services/console",
  },
  ERR_GAX_PROFILE_ENABLED: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "Calls may be sent to an enabled IVR Profile, and a call whose profile is gone is not recorded.",
    next: "Untick State Enabled on the General tab, save, then delete it",
  },
  ERR_GAX_MEDIA_NOT_ENCRYPTED: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "The media file was stored in clear, so it has no envelope, and its bytes are shown by the player only.",
    next: "Look at a media file that has recipients",
  },
  ERR_GAX_CANNOT_RESTART: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "Genesys Administrator Extension does not run this process, so it cannot restart it.",
    next: "Restart it where it was started: gir restart NODE, or the container",
  },
})
