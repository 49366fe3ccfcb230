import { defineCodes } from "../code-entry.ts"

export const DATABASE_CODES = defineCodes({
  ERR_DATABASE_UNAVAILABLE: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "PostgreSQL does not answer, is starting, or is being stopped.",
    next: "Start PostgreSQL, or correct GIR_DATABASE_URL; waiting work resumes by itself",
  },
  ERR_DATABASE_BUSY: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "PostgreSQL ended the statement: a deadlock, a time limit, or no space or connection left.",
    next: "Look at PostgreSQL's log and its free disk space; waiting work resumes by itself",
  },
  ERR_DATABASE_ACCESS: {
    status: 503,
    blame: "caller",
    retryable: false,
    why: "PostgreSQL refuses the user, the password or the database of GIR_DATABASE_URL.",
    next: "Correct GIR_DATABASE_URL",
  },
  ERR_DATABASE_NUMBER_RANGE: {
    status: 500,
    blame: "bug",
    retryable: false,
    why: "A stored 64-bit integer is larger than a JavaScript number can hold exactly.",
    next: "Read that column as text: select column::text",
  },
  ERR_DATABASE_MIGRATION: {
    status: 500,
    blame: "dependency",
    retryable: false,
    why: "A migration of the database schema failed; nothing of it was kept.",
    next: "Use an empty database, or one that this release or an older one made",
  },
  ERR_DATABASE_EMBEDDED: {
    status: 503,
    blame: "dependency",
    retryable: false,
    why: "The embedded PostgreSQL server cannot be made or started on this machine.",
    next: "Read postgres.log in the state folder, or set GIR_DATABASE_URL to a server of your own",
  },
})
