import { defineCodes } from "../code-entry.ts"

export const GENERAL_CODES = defineCodes({
  ERR_INTERNAL: {
    status: 500,
    blame: "bug",
    retryable: false,
    why: "A part of the simulator met a case it was not written for.",
    next: "Report it with the log lines around it: gir status --logs",
  },
  ERR_BAD_REQUEST: {
    status: 400,
    blame: "caller",
    retryable: false,
    why: "The request does not fit the schema of this address.",
    next: "Compare the request with the address's schema",
  },
  ERR_NOT_FOUND: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "Nothing is stored under this name.",
    next: "List what exists, and use one of those names",
  },
  ERR_CONFLICT: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "Something else changed the same object first.",
    next: "Read it again and repeat the change",
  },
  ERR_UNAUTHORIZED: {
    status: 401,
    blame: "caller",
    retryable: false,
    why: "The request carries no valid credentials.",
    next: "Log in and send the session with the request",
  },
  ERR_FORBIDDEN: {
    status: 403,
    blame: "caller",
    retryable: false,
    why: "The user lacks the privilege that this operation needs.",
    next: "Use a user that holds the privilege",
  },
  ERR_PAYLOAD_TOO_LARGE: {
    status: 413,
    blame: "caller",
    retryable: false,
    why: "The body is larger than this address accepts.",
    next: "Send a smaller body",
  },
  ERR_SERVICE_UNAVAILABLE: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "A service that this step needs does not answer.",
    next: "gir status shows which one; gir up starts it again",
  },
})
