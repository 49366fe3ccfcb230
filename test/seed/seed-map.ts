/** One statement of the guide "Encrypting and Provisioning Certificates", and what stands for it here. */
export interface SeedRow {
  /** The first words of the guide's sentence, or of its label. */
  readonly statement: string
  /** The file that does it. */
  readonly room: string
  /** The test that would fail if it did not. */
  readonly test: string
  /** The scenario that shows it, where there is one. */
  readonly scenario?: string
}

/** In the order of the guide. */
export const SEED_MAP: readonly SeedRow[] = [
  {
    statement: "keep your old certificates under Administration - Recording Certificates",
    room: "services/rcs/src/keystore.ts",
    test: "test/e2e/demo.test.ts",
    scenario: "services/simulator/scenarios/planned-rotation.yaml",
  },
  {
    statement: "loss of the keystore and private key would result in loss of recording files",
    room: "services/rcs/src/keystore.ts",
    test: "services/rcs/test/keystore.test.ts",
    scenario: "services/simulator/scenarios/keystore-from-old-backup.yaml",
  },
  {
    statement: "2048 bit RSA (or higher",
    room: "shared/x509/src/recording-certificate.ts",
    test: "shared/x509/test/recording-certificate.test.ts",
    scenario: "services/simulator/scenarios/unsuitable-certificate.yaml",
  },
  {
    statement: "PEM format",
    room: "shared/x509/src/parse-certificate.ts",
    test: "shared/x509/test/parse-certificate.test.ts",
  },
  {
    statement: "The certificate must be signed by a trusted third-party CA",
    room: "shared/x509/src/issue-certificate.ts",
    test: "shared/x509/test/issue-certificate.test.ts",
  },
  {
    statement: "The certificate validity period of the certificate determines",
    room: "services/mcp/src/select-recipients.ts",
    test: "test/e2e/bad-input.test.ts",
    scenario: "services/simulator/scenarios/expired-on-profile.yaml",
  },
  {
    statement: "The following OpenSSL command to generate certificate signing request",
    room: "shared/x509/src/certificate-request.ts",
    test: "test/seed/certificate-request.test.ts",
  },
  {
    statement: "You must fill in all of them",
    room: "services/simulator/src/commands/pki.ts",
    test: "test/seed/certificate-request.test.ts",
  },
  {
    statement: "It must be kept safe and should not be shared",
    room: "services/simulator/src/cli/write-files.ts",
    test: "test/seed/certificate-request.test.ts",
  },
  {
    statement: "Chained certificates are certificates where the trusted third-party CA",
    room: "shared/x509/src/certificate-chain.ts",
    test: "test/seed/chained-certificates.test.ts",
    scenario: "services/simulator/scenarios/expired-intermediate.yaml",
  },
  {
    statement: "Obtain the CA file and place it in the MCP's local directory",
    room: "services/mcp/src/ca-file.ts",
    test: "test/seed/chained-certificates.test.ts",
  },
  {
    statement: "Note that the CA file given here should be the bundle",
    room: "shared/x509/src/bundle-order.ts",
    test: "test/seed/chained-certificates.test.ts",
    scenario: "services/simulator/scenarios/bundle-order.yaml",
  },
  {
    statement: "take note that these certificates might sometimes have additional information",
    room: "shared/x509/src/ca-bundle.ts",
    test: "test/seed/chained-certificates.test.ts",
    scenario: "services/simulator/scenarios/malformed-bundle.yaml",
  },
  {
    statement: "an editor that opens the file using the Unix end of line",
    room: "shared/x509/src/ca-bundle.ts",
    test: "test/seed/chained-certificates.test.ts",
  },
  {
    statement: "set the `recordingclient.gvp.config.mpc.mediamgr.CA_file` parameter to `fixed,",
    room: "shared/ivr-profile/src/service-parameters.ts",
    test: "shared/ivr-profile/test/ivr-profile.test.ts",
  },
  {
    statement: "A Recording Certificate binds a public encryption key",
    room: "shared/cms/src/recipient-identifier.ts",
    test: "shared/cms/test/envelope.test.ts",
    scenario: "services/simulator/scenarios/issuer-serial-collision.yaml",
  },
  {
    statement: "If the private key becomes lost or corrupt",
    room: "services/rcs/src/open-media.ts",
    test: "test/e2e/demo.test.ts",
    scenario: "services/simulator/scenarios/old-key-deleted.yaml",
  },
  {
    statement: "the Recording Muxer Script will not be able to mux",
    room: "services/muxer/src/same-protection.ts",
    test: "test/seed/same-protection.test.ts",
    scenario: "services/simulator/scenarios/screen-certificate.yaml",
  },
  {
    statement: "Change the value of the **cacertstorepath** parameter",
    room: "services/rcs/src/rcs-properties.ts",
    test: "services/rcs/test/rcs-properties.test.ts",
  },
  {
    statement: "Set the value of the **cacertstorepassword** parameter",
    room: "services/rcs/src/ca-store.ts",
    test: "services/rcs/test/upload-certificate.test.ts",
  },
  {
    statement: "Restart the Recording Crypto Server",
    room: "services/rcs/src/ca-store.ts",
    test: "test/seed/upload-certificate.test.ts",
  },
  {
    statement: "set the **mediamgr.CA_file** parameter to the location",
    room: "services/mcp/src/mcp-options.ts",
    test: "test/seed/chained-certificates.test.ts",
  },
  {
    statement: "Restart all the MCP instances",
    room: "services/mcp/src/mcp-options.ts",
    test: "test/seed/chained-certificates.test.ts",
    scenario: "services/simulator/scenarios/half-updated-fleet.yaml",
  },
  {
    statement: "On the **Recording Certificates** panel, click **Upload**",
    room: "services/gax/src/certificates/upload-certificate.ts",
    test: "test/seed/upload-certificate.test.ts",
  },
  {
    statement: "'Issued To', 'Issued By', 'Expires', and 'Deployed Count'",
    room: "services/gax/src/certificates/list-certificates.ts",
    test: "test/seed/upload-certificate.test.ts",
  },
  {
    statement: "The **Subject Name**, **Serial Number**, **Subject DN**, and **Issuer DN** fields",
    room: "services/gax/src/certificates/preview-certificate.ts",
    test: "test/seed/upload-certificate.test.ts",
  },
  {
    statement: "The encoding can be in either OpenSSL RSA private key or PKCS8 format",
    room: "shared/x509/src/private-key.ts",
    test: "test/seed/upload-certificate.test.ts",
    scenario: "services/simulator/scenarios/key-mismatch.yaml",
  },
  {
    statement: "If the private key file is encrypted, enter the **Private Key Password**",
    room: "shared/x509/src/encrypted-private-key.ts",
    test: "test/seed/upload-certificate.test.ts",
  },
  {
    statement: "If you Upload and/or delete recording certificates in one",
    room: "services/gax/src/sessions/sessions.ts",
    test: "test/seed/administrator-sessions.test.ts",
    scenario: "services/simulator/scenarios/console-traps.yaml",
  },
  {
    statement: 'RCS will return a 401 "RCS is not available" error',
    room: "services/rcs/src/sessions.ts",
    test: "test/seed/administrator-sessions.test.ts",
  },
  {
    statement: "To deploy a new certificate",
    room: "services/gax/src/ivr-profiles/deploy-certificates.ts",
    test: "test/seed/recording-tab.test.ts",
    scenario: "services/simulator/scenarios/cut-over-during-calls.yaml",
  },
  {
    statement: "Recording Storage MIME Type",
    room: "shared/ivr-profile/src/recording-tab.ts",
    test: "test/e2e/audio-formats.test.ts",
  },
  {
    statement: "Recording Alert Tone Source",
    room: "services/mcp/src/alert-tone.ts",
    test: "services/mcp/test/record-call.test.ts",
  },
  {
    statement: "File Name Template",
    room: "shared/ivr-profile/src/file-name-template.ts",
    test: "shared/ivr-profile/test/file-name-template.test.ts",
  },
  {
    statement: "If opened for editing and saved without making any changes",
    room: "shared/ivr-profile/src/certificate-options.ts",
    test: "test/seed/recording-tab.test.ts",
  },
  {
    statement: "To fix this issue, remove the certificate using the **Recording** tab",
    room: "services/gax/src/ivr-profiles/remove-recording-certificates.ts",
    test: "test/seed/recording-tab.test.ts",
  },
  {
    statement: "To assign a new certificate",
    room: "services/gax/src/screen-recording-certificates/assign-screen-certificates.ts",
    test: "test/seed/same-protection.test.ts",
  },
  {
    statement: "For a single location",
    room: "services/rws/src/settings/setting-store.ts",
    test: "test/seed/curl.test.ts",
  },
  {
    statement: "curl -u ops:ops -X POST -d @create_single_location",
    room: "services/rws/src/routes/setting-routes.ts",
    test: "test/seed/curl.test.ts",
  },
  {
    statement: "For multiple locations",
    room: "services/rws/src/settings/setting-store.ts",
    test: "test/seed/curl.test.ts",
  },
  {
    statement: 'with a location of "/US" if the **nodePath** set to "/US/AK" or "/US/HI"',
    room: "services/rws/src/settings/decrypt-uri-prefix.ts",
    test: "test/seed/curl.test.ts",
    scenario: "services/simulator/scenarios/routing-after-rotation.yaml",
  },
]
