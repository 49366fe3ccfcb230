export {
  addCertificates,
  certificateOptions,
  fingerprintOf,
  removeCertificates,
  saveOptionFromOptionsTab,
  type CertificateOption,
} from "./certificate-options.ts"
export { renderFileName, type FileNameFacts, type FileNamePart } from "./file-name-template.ts"
export {
  newIvrProfileOptions,
  readIvrProfile,
  type IvrProfile,
  type IvrProfileSettings,
} from "./ivr-profile.ts"
