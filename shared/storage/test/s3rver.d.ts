/** What the tests use of a package that brings no types. */
declare module "s3rver" {
  import type { RequestListener } from "node:http"

  interface Range {
    readonly start?: number
    readonly end?: number
  }

  export default class S3rver {
    constructor(options: {
      readonly directory: string
      readonly silent: boolean
      readonly configureBuckets: readonly { readonly name: string }[]
    })
    readonly store: {
      getObject(bucket: string, key: string, range: Range | undefined): Promise<unknown>
    }
    configureBuckets(): Promise<unknown>
    callback(): RequestListener
  }
}
