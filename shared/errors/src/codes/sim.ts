import { defineCodes } from "../code-entry.ts"

export const SIM_CODES = defineCodes({
  ERR_SIM_CLOCK: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "A simulated clock shows the years that a certificate can name, 1970 to 9999, and one order at a time.",
    next: "Give a date within these years, or a smaller step",
  },
  ERR_SIM_FAULT_UNKNOWN: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "No fault has this name, or it is not on.",
    next: "gir fault list",
  },
  ERR_SIM_FAULT_ATTRIBUTE: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "The fault has no such attribute, or its value does not fit.",
    next: "gir fault list --all shows the attributes of each fault",
  },
  ERR_SIM_CONDITIONS: {
    status: 500,
    blame: "dependency",
    retryable: false,
    why: "sim.json in the node's root, which holds its clock and its faults, cannot be read or written.",
    next: "Delete sim.json to start with the machine's clock and the default faults",
  },
})
