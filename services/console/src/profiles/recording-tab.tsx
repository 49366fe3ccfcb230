import { AssignedCertificates } from "../certificates/assigned-certificates.tsx"
import { TextField } from "../ui/field.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { FILE_NAME_PARTS, togglePart } from "./file-name-parts.ts"
import type { RecordingDraft } from "./profile-draft.ts"
import { useFileName } from "./profile-queries.ts"

interface RecordingTabProps {
  readonly draft: RecordingDraft
  readonly isPasswordSet: boolean
  readonly onChange: (draft: RecordingDraft) => void
}

/** The guide's Recording tab: certificates, destinations, parameters, file name. */
export function RecordingTabView({ draft, isPasswordSet, onChange }: RecordingTabProps) {
  const change = (part: Partial<RecordingDraft>): void => onChange({ ...draft, ...part })
  return (
    <>
      <AssignedCertificates
        title="Recording Certificates"
        assigned={draft.certificates}
        onChange={(certificates) => change({ certificates })}
        emptyNote="Calls are then recorded in clear."
      />
      <Destinations draft={draft} isPasswordSet={isPasswordSet} change={change} />
      <Parameters draft={draft} change={change} />
      <FileNameTemplate draft={draft} change={change} />
    </>
  )
}

interface PartProps {
  readonly draft: RecordingDraft
  readonly change: (part: Partial<RecordingDraft>) => void
}

function Destinations({
  draft,
  change,
  isPasswordSet,
}: PartProps & { readonly isPasswordSet: boolean }) {
  return (
    <Panel title="Recording Destinations">
      <div className="panel-body stack">
        <TextField
          label="Storage Destination"
          value={draft.storageDestination}
          onChange={(storageDestination) => change({ storageDestination })}
        />
        <TextField
          label="Recording Processor URI"
          value={draft.recordingProcessorUri}
          onChange={(recordingProcessorUri) => change({ recordingProcessorUri })}
        />
        <TextField
          label="SpeechMiner Destination"
          value={draft.speechMinerDestination}
          onChange={(speechMinerDestination) => change({ speechMinerDestination })}
        />
        <TextField
          label="SpeechMiner Interaction Receiver"
          value={draft.speechMinerInteractionReceiver}
          onChange={(speechMinerInteractionReceiver) => change({ speechMinerInteractionReceiver })}
        />
        <fieldset>
          <legend>SpeechMiner Interaction Receiver Authorization Header</legend>
          <div className="fields">
            <TextField
              label="username"
              value={draft.speechMinerUserName}
              onChange={(speechMinerUserName) => change({ speechMinerUserName })}
            />
            <TextField
              label="password"
              type="password"
              autoComplete="new-password"
              value={draft.speechMinerPassword}
              onChange={(speechMinerPassword) => change({ speechMinerPassword })}
            />
          </div>
          {isPasswordSet && <Note>A password is set. Left empty here, it stays as it is.</Note>}
        </fieldset>
      </div>
    </Panel>
  )
}

function Parameters({ draft, change }: PartProps) {
  return (
    <Panel title="Additional Recording Parameters">
      <div className="panel-body stack">
        <fieldset>
          <legend>Recording Storage MIME Type</legend>
          <div className="choices">
            {(["audio/wav", "audio/mp3"] as const).map((mimeType) => (
              <label key={mimeType} className="choice">
                <input
                  type="radio"
                  name="mime-type"
                  checked={draft.mimeType === mimeType}
                  onChange={() => change({ mimeType })}
                />
                {mimeType}
              </label>
            ))}
          </div>
        </fieldset>
        <TextField
          label="Recording Alert Tone Source"
          value={draft.alertToneSource}
          onChange={(alertToneSource) => change({ alertToneSource })}
        />
      </div>
    </Panel>
  )
}

function FileNameTemplate({ draft, change }: PartProps) {
  const { fileNameTemplate, mimeType } = draft
  const { data } = useFileName(fileNameTemplate, mimeType)
  return (
    <Panel title="Recording File Name Template">
      <div className="panel-body stack">
        <fieldset>
          <legend>File Name Template</legend>
          <div className="choices">
            {FILE_NAME_PARTS.map((part) => (
              <label key={part} className="choice">
                <input
                  type="checkbox"
                  checked={fileNameTemplate.includes(part)}
                  onChange={() => change({ fileNameTemplate: togglePart(fileNameTemplate, part) })}
                />
                {part}
              </label>
            ))}
          </div>
        </fieldset>
        {data !== undefined && (
          <Note>
            Next file <code>{data.fileName}</code>
          </Note>
        )}
      </div>
    </Panel>
  )
}
