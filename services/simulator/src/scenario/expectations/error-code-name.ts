import { Type } from "typebox"

/** The form of a code; whether there is such a code, the loader knows. */
export const ErrorCodeName = Type.String({ pattern: "^ERR_[A-Z0-9_]+$" })

/** The same, or `none`: nothing of the kind happened. */
export const ErrorCodeOrNone = Type.String({ pattern: "^(ERR_[A-Z0-9_]+|none)$" })
