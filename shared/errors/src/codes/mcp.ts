import { defineCodes } from "../code-entry.ts"

export const MCP_CODES = defineCodes({
  ERR_MCP_NO_USABLE_RECIPIENT: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "No recording certificate on the IVR Profile can be used now, so the call was not stored.",
    next: "Recording tab of the IVR Profile: Add a valid certificate; the alarm has each reason",
  },
  ERR_MCP_NOT_CHOSEN: {
    status: 409,
    blame: "dependency",
    retryable: true,
    why: "Resource Manager chose another Media Control Platform for this call.",
    next: "Nothing: the queue offers the call again until the chosen one takes it",
  },
  ERR_MCP_PROFILE_UNKNOWN: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "The Configuration Server holds no IVR Profile with this DBID.",
    next: "List the IVR Profiles, and use the DBID of one of them",
  },
  ERR_MCP_PROFILE_DISABLED: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "The IVR Profile is disabled, or does not serve recordings.",
    next: "Enable the IVR Profile, and set gvp.general.service-type = record in its options",
  },
  ERR_MCP_CA_FILE_NOT_SET: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "Neither the IVR Profile nor the MCP names a CA file, so that no certificate can be trusted.",
    next: "Set [mpc] mediamgr.CA_file on the MCP application object, and restart the MCP",
  },
  ERR_MCP_CA_FILE_UNREADABLE: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "The CA file is missing, empty, too large or not readable on this Media Control Platform.",
    next: "Place the CA file at the path that the error names, in the node's root folder",
  },
  ERR_MCP_PATH_REFUSED: {
    status: 400,
    blame: "caller",
    retryable: false,
    why: "A configured path leaves the node's root folder, or enters another tenant's folder.",
    next: "Use a path inside the node's root, and below the profile's own tenant folder",
  },
  ERR_MCP_STORAGE_DESTINATION_UNKNOWN: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "The IVR Profile names a Storage Destination that this installation does not have.",
    next: "Clear the Storage Destination on the Recording tab, or set it to the installation's own",
  },
  ERR_MCP_INTERRUPTED: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "The Media Control Platform stopped while the call was being recorded; nothing was stored.",
    next: "Start the MCP again: the call is recorded anew",
  },
})
