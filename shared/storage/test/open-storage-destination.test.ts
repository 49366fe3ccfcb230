import { noFaults } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { openStorageDestination } from "../src/index.ts"

const SECRET = "pass word: never shown"
const access = { endpoint: null, region: null, credentials: `a name\n${SECRET}` }
const invalid = (reason: string) =>
  expect.objectContaining({
    code: "ERR_STORAGE_DESTINATION_INVALID",
    message: expect.stringContaining(reason),
  }) as Error

describe("the address of a Storage Destination", () => {
  it.each([
    "file:///srv/recordings",
    "webdav+http://host:8080/recordings",
    "webdav+https://host/recordings/",
    "s3://bucket",
    "s3://bucket/some/prefix",
  ])("may be %s, and nothing is asked of it yet", (uri) => {
    expect(() => openStorageDestination(uri, noFaults, access)).not.toThrow()
  })

  it.each(["webdav+https", "s3"])("holds no credentials: %s", (scheme) => {
    const uri = `${scheme}://name:geheim@host/path`
    expect(() => openStorageDestination(uri, noFaults, access)).toThrow(invalid("stand in a file"))
    expect(() => openStorageDestination(uri, noFaults, access)).not.toThrow(/geheim/)
  })

  it.each(["s3://bucket?region=x", "webdav+http://host/path#part"])(
    "is only a place: %s",
    (uri) => {
      expect(() => openStorageDestination(uri, noFaults, access)).toThrow(invalid("no query"))
    },
  )

  it("needs credentials for S3, which are looked for nowhere else", () => {
    expect(() => openStorageDestination("s3://bucket")).toThrow(
      invalid("GIR_STORAGE_CREDENTIALS_FILE"),
    )
  })

  it.each([SECRET, `\n${SECRET}`, `a\n${SECRET}\nc`])(
    "refuses credentials that are not two lines, and repeats nothing of them",
    (credentials) => {
      const open = () => openStorageDestination("s3://b", noFaults, { ...access, credentials })
      expect(open).toThrow(invalid("two lines"))
      expect(open).not.toThrow(SECRET)
    },
  )
})
