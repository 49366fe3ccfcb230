import { defineCodes } from "../code-entry.ts"

export const CLI_CODES = defineCodes({
  ERR_CLI_USAGE: {
    status: 400,
    blame: "caller",
    retryable: false,
    why: "The command line names something that gir does not know.",
    next: "gir --help",
  },
  ERR_CLI_NOT_RUNNING: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "No installation runs on this state folder.",
    next: "npx gir up",
  },
  ERR_CLI_ALREADY_RUNNING: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "An installation already runs on this state folder.",
    next: "npx gir status, or npx gir down",
  },
  ERR_CLI_NODE_NOT_READY: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "A service was started and does not become ready in time.",
    next: "Read its log below the state folder's logs/",
  },
  ERR_CLI_UNKNOWN_NODE: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "The installation has no node of that name.",
    next: "gir status lists the nodes",
  },
  ERR_CLI_PORT_TAKEN: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "Another process listens on a port that the installation needs.",
    next: "Set GIR_PORT_BASE to move all ports, or stop the other process",
  },
  ERR_CLI_EXPECTATION_BROKEN: {
    status: 409,
    blame: "bug",
    retryable: false,
    why: "A comparison that had to hold did not.",
    next: "Open the report: it names the recording and the step",
  },
  ERR_CLI_PLAYBACK_DIFFERS: {
    status: 409,
    blame: "bug",
    retryable: false,
    why: "The recording opened, but to something else than what was recorded.",
    next: "Keep the stored file and its metadata, and compare the digests: gir verify ID --json",
  },
  ERR_CLI_FILE_EXISTS: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "The file is already there, and gir never overwrites one.",
    next: "Choose another folder, or move the file away",
  },
})
