import { PATHS } from "../router/paths.ts"

/** What the guide says of a screen, quoted in Help. */
export interface GuideText {
  readonly title: string
  readonly path: string
  readonly quotes: readonly string[]
}

const CERTIFICATES: GuideText = {
  title: "To upload a new certificate",
  path: "Administration > Certificates",
  quotes: [
    "On the Recording Certificates panel, click Upload.",
    "In the Certificate File section, click Choose File. Select the appropriate file. This file must contain an X.509 RSA certificate in PEM format.",
    "In the Key File section, click Choose File. The encoding can be in either OpenSSL RSA private key or PKCS8 format.",
    "If the private key file is encrypted, enter the Private Key Password. Click Save.",
    "If you Upload and/or delete recording certificates in one Genesys Administrator Extension session, these changes are not reflected in another Genesys Administrator Extension session.",
  ],
}

const PROFILES: GuideText = {
  title: "To deploy a new certificate",
  path: "Configuration > Configuration Manager > Voice Platform Profiles",
  quotes: [
    "From the Voice Platform Profiles screen, click the profile that you want to add the certificate to.",
    "Select the Recording tab. Click Add.",
    "From the Select Certificate screen, select the certificate you want to add to the IVR Profile, and click Add. Click Save.",
    "Do not open certificates-n options using the Options tab of the IVR Profile for editing. If opened for editing and saved without making any changes, the certificate will be corrupted.",
  ],
}

const APPLICATIONS: GuideText = {
  title: "To configure the CA file of a Media Control Platform",
  path: "Configuration > Configuration Manager > Applications",
  quotes: [
    "Using Recording Plug-in for GAX, edit all your Media Control Platforms (MCP):",
    "On the Options tab of each MCP application object, in the [mpc] section, set the mediamgr.CA_file parameter to the location of the Certificate Authority file (for example, c:\\keystore\\ca_cert.pem).",
    "Restart all the MCP instances.",
  ],
}

const SCREEN_CERTIFICATES: GuideText = {
  title: "To assign a new certificate",
  path: "Administration > Screen Recording Certificates",
  quotes: [
    "On the Screen Recording Certificates panel, click Add.",
    "Select the check box next to the appropriate certificate, and click Add.",
    "Click the Save button to accept the changes. Click the Cancel button to discard the changes.",
  ],
}

const SCENARIOS: GuideText = {
  title: "To rehearse the renewal of a certificate",
  path: "Scenarios > a scenario > Step > Next, Back to start, Run to end",
  quotes: [
    "While renewing the certificates, keep your old certificates under Administration - Recording Certificates and provision the new certificates using the instructions provided in this section.",
  ],
}

const OTHERS_QUOTES = [
  "While renewing the certificates, keep your old certificates under Administration - Recording Certificates and provision the new certificates using the instructions provided in this section.",
  "If the private key becomes lost or corrupt, any recording encrypted using that key will become unusable.",
]

const LABS: GuideText = {
  title: "To learn by mending",
  path: "Labs > Start; then the real screens, and Check beside them",
  quotes: OTHERS_QUOTES,
}

const OTHERS: GuideText = {
  title: "Encrypting and Provisioning Certificates",
  path: "Upload, deploy, assign",
  quotes: OTHERS_QUOTES,
}

/** @returns what the guide says of the screen at `path`. */
export function guideTextOf(path: string): GuideText {
  if (path.startsWith(PATHS.certificates)) return CERTIFICATES
  if (path.startsWith(PATHS.screenCertificates)) return SCREEN_CERTIFICATES
  if (path.startsWith(PATHS.profiles)) return PROFILES
  if (path.startsWith(PATHS.applications)) return APPLICATIONS
  if (path.startsWith(PATHS.scenarios)) return SCENARIOS
  if (path.startsWith(PATHS.labs)) return LABS
  return OTHERS
}
