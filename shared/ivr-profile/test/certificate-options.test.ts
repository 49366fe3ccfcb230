import type { Options } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import {
  addCertificates,
  certificateOptions,
  fingerprintOf,
  newIvrProfileOptions,
  removeCertificates,
  saveOptionFromOptionsTab,
} from "@gir/ivr-profile"
import { parseCertificate } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { recordingCertificate } from "./profile.ts"

const a = recordingCertificate("A")
const b = recordingCertificate("B")
const c = recordingCertificate("C")
const empty = newIvrProfileOptions({})

const names = (options: Options): readonly string[] =>
  certificateOptions(options).map(({ option }) => option)

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (isGirError(error)) return error.code
    throw error
  }
  return expect.fail("nothing was thrown")
}

describe("the certificates of a profile", () => {
  it("take the numbers from 1, and a freed number is taken again", () => {
    const both = addCertificates(empty, [a.pem, b.pem])
    expect(names(both)).toEqual(["certificates-1", "certificates-2"])
    const onlyB = removeCertificates(both, [a.certificate.sha256])
    expect(certificateOptions(onlyB)).toEqual([{ option: "certificates-2", text: b.pem }])
    expect(names(addCertificates(onlyB, [c.pem]))).toEqual(["certificates-1", "certificates-2"])
  })

  it("are listed by their numbers, not by their letters", () => {
    const section = {
      "certificates-10": "x",
      "certificates-2": "y",
      "certificates-0": "z",
      other: "o",
    }
    expect(names({ "recording-certificates": section })).toEqual([
      "certificates-2",
      "certificates-10",
    ])
  })

  it("leave the options they were made from unchanged", () => {
    const before = structuredClone(empty)
    addCertificates(empty, [a.pem])
    expect(empty).toEqual(before)
  })

  it("are on a profile once each, and 64 at most", () => {
    const one = addCertificates(empty, [a.pem])
    expect(codeOf(() => addCertificates(one, [a.pem]))).toBe("ERR_CONFIG_CERTIFICATE_ON_PROFILE")
    const full: Options = {
      "recording-certificates": Object.fromEntries(
        Array.from({ length: 64 }, (_, at) => [`certificates-${at + 1}`, "taken"]),
      ),
    }
    expect(codeOf(() => addCertificates(full, [a.pem]))).toBe("ERR_CONFIG_CERTIFICATE_ON_PROFILE")
  })

  it("must be certificates when they are added", () => {
    expect(codeOf(() => addCertificates(empty, ["hello"]))).toBe("ERR_X509_NOT_PEM")
  })
})

describe("a certificate that was opened and saved in the Options tab", () => {
  const sound = addCertificates(empty, [a.pem, b.pem])
  const corrupt = saveOptionFromOptionsTab(sound, "recording-certificates", "certificates-1")

  it("is really corrupt, and the other one is not", () => {
    const [first, second] = certificateOptions(corrupt)
    expect(codeOf(() => parseCertificate(first!.text))).toBe("ERR_X509_PEM_MALFORMED")
    expect(fingerprintOf(first!)).toBeNull()
    expect(fingerprintOf(second!)).toBe(b.certificate.sha256)
  })

  it("is mended by Remove and Add in the Recording tab", () => {
    const removed = removeCertificates(corrupt, ["certificates-1"])
    expect(addCertificates(removed, [a.pem])).toEqual(sound)
  })

  it("does not hinder adding and removing the others", () => {
    const changed = addCertificates(removeCertificates(corrupt, [b.certificate.sha256]), [c.pem])
    expect(names(changed)).toEqual(["certificates-1", "certificates-2"])
  })

  it("must exist", () => {
    const save = () => saveOptionFromOptionsTab(sound, "recording-certificates", "certificates-9")
    expect(codeOf(save)).toBe("ERR_NOT_FOUND")
  })
})
