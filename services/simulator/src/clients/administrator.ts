import { CertificateSummary, OpenedOption, Session, type CertificateUpload } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import type { HttpClient } from "@gir/service-kit"
import { Type } from "typebox"
import type { Administrator } from "../installation/secrets.ts"

/** An administrator who is logged in to GAX, with the guide's verbs. */
export interface AdministratorSession {
  /** Seed: "To upload a new certificate". */
  upload(certificate: CertificateUpload): Promise<void>
  /** As this session sees them: taken at login, as GAX does. */
  certificates(): Promise<CertificateSummary[]>
  /** Deletes also a key that recordings still need, and confirms their loss as it is told. */
  deleteCertificate(certificateId: string): Promise<void>
  /** Delete, without the number of recordings. @throws ERR_RCS_KEY_STILL_NEEDED */
  deleteUnconfirmed(certificateId: string): Promise<void>
  /** Seed: "To deploy a new certificate": the Recording tab's Add, then Save. */
  deploy(ivrProfileDbid: number, certificateId: string): Promise<void>
  /** The Recording tab's Remove, then Save. */
  remove(ivrProfileDbid: number, certificateId: string): Promise<void>
  /** Remove, of certificates that cannot be read any more: `certificates-1`. */
  removeOptions(ivrProfileDbid: number, options: readonly string[]): Promise<void>
  /** The Options tab: opens an option and saves it without a change. */
  openAndSave(ivrProfileDbid: number, option: OptionAddress): Promise<void>
  /** Seed: "Assigning Certificates": replaces the screen recording certificates. */
  assignScreenCertificates(certificateIds: readonly string[]): Promise<void>
  logOut(): Promise<void>
}

interface OptionAddress {
  readonly section: string
  readonly name: string
}

/** @throws ERR_UNAUTHORIZED when user name or password is wrong. */
export async function openAdministrator(
  http: HttpClient,
  administrator: Administrator,
): Promise<AdministratorSession> {
  const session = await http.request({
    method: "POST",
    path: "/login",
    body: administrator,
    schema: Session,
  })
  const headers = { "x-gax-session": session.sessionId }
  const change = async (method: "POST" | "PUT" | "DELETE", path: string, body?: unknown) => {
    await http.request({ method, path, headers, ...(body === undefined ? {} : { body }) })
  }
  const deployed = (dbid: number): string => `/ivr-profiles/${dbid}/recording-certificates`
  return {
    upload: (certificate) => change("POST", "/certificates", certificate),
    certificates: () =>
      http.request({
        method: "GET",
        path: "/certificates",
        headers,
        schema: Type.Array(CertificateSummary),
      }),
    deleteUnconfirmed: (certificateId) => change("DELETE", `/certificates/${certificateId}`),
    deleteCertificate: async (certificateId) => {
      const path = `/certificates/${certificateId}`
      try {
        await change("DELETE", path)
      } catch (error) {
        if (!isGirError(error, "ERR_RCS_KEY_STILL_NEEDED")) throw error
        await change("DELETE", `${path}?confirmLoss=${String(error.fields["recordings"])}`)
      }
    },
    deploy: (dbid, certificateId) =>
      change("POST", deployed(dbid), { certificateIds: [certificateId] }),
    remove: (dbid, certificateId) =>
      change("DELETE", deployed(dbid), { certificateIds: [certificateId] }),
    removeOptions: (dbid, options) =>
      change("DELETE", deployed(dbid), { certificateIds: [], options }),
    openAndSave: async (dbid, { section, name }) => {
      const path = `/ivr-profiles/${dbid}/options/${section}/${name}`
      const opened = await http.request({ method: "GET", path, headers, schema: OpenedOption })
      await change("PUT", path, { version: opened.version, value: opened.value })
    },
    assignScreenCertificates: (certificateIds) =>
      change("PUT", "/screen-recording-certificates", { certificateIds }),
    logOut: () => change("POST", "/logout"),
  }
}
