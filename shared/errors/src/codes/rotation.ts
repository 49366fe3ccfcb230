import { defineCodes } from "../code-entry.ts"

export const ROTATION_CODES = defineCodes({
  ERR_ROTATION_FILES_MISSING: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "A rotation is rehearsed with the CA file, the certificate of today and the one that takes over.",
    next: "Put all three into the folder, as PEM files of any name; their keys beside them, if at hand",
  },
  ERR_ROTATION_STEP_NOT_DUE: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "A rotation goes from prepare to overlap to complete; rollback leads back from each of them.",
    next: "npx gir rotation status",
  },
  ERR_ROTATION_NOT_SAFE: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "The step was refused, because recordings would then not play. Nothing was changed.",
    next: "Mend what is named, then take the step again: npx gir rotation status",
  },
})
