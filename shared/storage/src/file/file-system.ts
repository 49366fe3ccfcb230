import * as node from "node:fs/promises"

/** The system calls that the file adapter makes; tests put failing ones in their place. */
export type FileSystem = Pick<
  typeof node,
  "link" | "lstat" | "mkdir" | "open" | "opendir" | "readdir" | "rmdir" | "stat" | "unlink"
>

export const nodeFileSystem: FileSystem = node
