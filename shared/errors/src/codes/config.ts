import { defineCodes } from "../code-entry.ts"

export const CONFIG_CODES = defineCodes({
  ERR_CONFIG_INVALID: {
    status: 500,
    blame: "caller",
    retryable: false,
    why: "A setting of the environment is missing or does not fit, so the service cannot start.",
    next: "Set the variables that the message names, and start again",
  },
  ERR_CONFIG_NAME_TAKEN: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "Another object of the Configuration Server has this name already.",
    next: "Choose another name, or change the object that has it",
  },
  ERR_CONFIG_PROFILE_INVALID: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "An option of the IVR Profile has a value that does not fit.",
    next: "Correct the option that the message names, and save the profile",
  },
  ERR_CONFIG_CERTIFICATE_ON_PROFILE: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "The IVR Profile holds this certificate already, or has no room for another one.",
    next: "Look at the Recording tab of the profile, and remove what is no longer needed",
  },
  ERR_CONFIG_NO_PROFILE: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "No enabled IVR Profile has the geo-location, is the only recording profile, or is named record or default.",
    next: "Enable a recording profile, or give one the geo-location: Configuration > Voice Platform Profiles",
  },
})
