export { openStorageDestination } from "./open-storage-destination.ts"
export { putStream, type PutStreamOptions } from "./put-stream.ts"
export type { StorageAccess } from "./storage-access.ts"
export type { ByteRange, StorageDestination, StoredObject } from "./storage-destination.ts"
