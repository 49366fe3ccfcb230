import { S3Client } from "@aws-sdk/client-s3"
import type { StorageCredentials } from "../storage-access.ts"

const DEFAULT_REGION = "us-east-1"
const CONNECTION_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 30_000
const ATTEMPTS = 3
const CONNECTIONS_MAX = 256

export interface S3Options {
  readonly bucket: string
  /** Without slashes at its ends; empty for the whole bucket. */
  readonly prefix: string
  /** Null means Amazon's. */
  readonly endpoint: string | null
  readonly region: string | null
  readonly credentials: StorageCredentials
}

/** A bucket, with the place of our objects in it. */
export interface Bucket {
  readonly client: S3Client
  readonly name: string
  /** The name in the bucket of what is stored under a key. */
  nameOf(key: string): string
  /** The reverse of `nameOf`. */
  keyOf(name: string): string
}

export function openBucket({ bucket, prefix, endpoint, region, credentials }: S3Options): Bucket {
  const start = prefix === "" ? "" : `${prefix}/`
  const client = new S3Client({
    region: region ?? DEFAULT_REGION,
    // A server of one's own has one address, and no host name per bucket.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: credentials.user, secretAccessKey: credentials.secret },
    maxAttempts: ATTEMPTS,
    // The default appends a checksum to the body, which other servers store as part of the object.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: CONNECTIONS_MAX },
      httpsAgent: { keepAlive: true, maxSockets: CONNECTIONS_MAX },
    },
  })
  return {
    client,
    name: bucket,
    nameOf: (key) => `${start}${key}`,
    keyOf: (name) => name.slice(start.length),
  }
}
