import type { CertificateSummary } from "@gir/contracts"
import type { Column } from "../ui/data-table.tsx"

/** Columns that every table of certificates has. */
export const CERTIFICATE_COLUMNS: readonly Column<CertificateSummary>[] = [
  {
    id: "issuedTo",
    title: "Issued To",
    cell: (row) => row.issuedTo,
    sortBy: (row) => row.issuedTo,
  },
  {
    id: "issuedBy",
    title: "Issued By",
    cell: (row) => row.issuedBy,
    sortBy: (row) => row.issuedBy,
  },
  {
    id: "expires",
    title: "Expires",
    cell: (row) => <span className="nowrap">{row.expires}</span>,
    sortBy: (row) => row.expires,
  },
]

/** The Recording Certificates panel: the guide's four, and more for the Column Picker. */
export const PANEL_COLUMNS: readonly Column<CertificateSummary>[] = [
  ...CERTIFICATE_COLUMNS,
  {
    id: "deployedCount",
    title: "Deployed Count",
    cell: (row) => row.deployedCount ?? 0,
    sortBy: (row) => row.deployedCount ?? 0,
    isNumber: true,
  },
  {
    id: "serialNumber",
    title: "Serial Number",
    cell: (row) => <span className="mono">{row.serialNumber}</span>,
    sortBy: (row) => row.serialNumber,
  },
  {
    id: "subjectDn",
    title: "Subject DN",
    cell: (row) => row.subjectDn,
    sortBy: (row) => row.subjectDn,
  },
  {
    id: "issuerDn",
    title: "Issuer DN",
    cell: (row) => row.issuerDn,
    sortBy: (row) => row.issuerDn,
  },
  {
    id: "keyBits",
    title: "Key Length",
    cell: (row) => row.keyBits,
    sortBy: (row) => row.keyBits,
    isNumber: true,
  },
]

/** What the guide's screenshot shows. */
export const DEFAULT_COLUMNS: readonly string[] = [
  "issuedTo",
  "issuedBy",
  "expires",
  "deployedCount",
]

/** @returns the certificates in which some column contains the text, whatever the case. */
export function filterCertificates(
  rows: readonly CertificateSummary[],
  text: string,
): readonly CertificateSummary[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === "") return rows
  return rows.filter((row) =>
    [row.issuedTo, row.issuedBy, row.expires, row.serialNumber, row.subjectDn, row.issuerDn].some(
      (value) => value.toLowerCase().includes(wanted),
    ),
  )
}

/** @param today YYYY-MM-DD */
export function isExpired(row: CertificateSummary, today: string): boolean {
  return row.expires < today
}
