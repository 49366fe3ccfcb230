export {
  addCertificates,
  certificateOptions,
  fingerprintOf,
  removeCertificates,
  saveOptionFromOptionsTab,
  type CertificateOption,
} from "./certificate-options.ts"
export { chooseIvrProfile } from "./choose-ivr-profile.ts"
export {
  DEFAULT_FILE_NAME_TEMPLATE,
  renderFileName,
  type FileNameFacts,
} from "./file-name-template.ts"
export {
  newIvrProfileOptions,
  readIvrProfile,
  type IvrProfile,
  type IvrProfileSettings,
} from "./ivr-profile.ts"
export { listOptions, openOption, removeOption, saveOption } from "./options-tab.ts"
export {
  isRecordingProfile,
  tickedFileNameParts,
  writeRecordingTab,
  type RecordingTab,
} from "./recording-tab.ts"
