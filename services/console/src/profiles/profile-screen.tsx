import type { NewProfile, ProfileGeneral, RecordingTab } from "@gir/contracts"
import { useState } from "react"
import { navigate } from "../router/address.ts"
import { PATHS } from "../router/paths.ts"
import { Breadcrumbs } from "../ui/breadcrumbs.tsx"
import { Button } from "../ui/button.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { ProblemView } from "../ui/problem-view.tsx"
import { GeneralTab } from "./general-tab.tsx"
import { OptionsTabView } from "./options-tab.tsx"
import { PermissionsTab } from "./permissions-tab.tsx"
import { ProfileActions } from "./profile-actions.tsx"
import { useGeneral, useRecordingTab } from "./profile-queries.ts"
import { ProfileTabs } from "./profile-tabs.tsx"
import { RecordingTabView } from "./recording-tab.tsx"
import { useProfileDraft } from "./use-profile-draft.ts"

interface ProfileScreenProps {
  readonly dbid: string
  readonly tab: string
}

/** The properties of one IVR Profile, in four tabs. */
export function ProfileScreen({ dbid, tab }: ProfileScreenProps) {
  const general = useGeneral(dbid)
  const recording = useRecordingTab(dbid)
  return (
    <div className="stack">
      <h1>Configuration Manager</h1>
      <Loaded query={general} service="the Configuration Server">
        {(profile) => (
          <Loaded query={recording} service="the Configuration Server">
            {(recordingTab) => <Properties {...{ dbid, tab, profile, recordingTab }} />}
          </Loaded>
        )}
      </Loaded>
    </div>
  )
}

interface PropertiesProps extends ProfileScreenProps {
  readonly profile: ProfileGeneral
  readonly recordingTab: RecordingTab
}

function Properties({ dbid, tab, profile, recordingTab }: PropertiesProps) {
  const draft = useProfileDraft(dbid, { profile, recordingTab })
  const [isBusy, setIsBusy] = useState(false)
  const leave = (): void => navigate(PATHS.profiles)
  const apply = async (): Promise<boolean> => {
    setIsBusy(true)
    const isSaved = await draft.save()
    setIsBusy(false)
    return isSaved
  }
  return (
    <>
      <div className="page-title">
        <Breadcrumbs
          crumbs={[
            { title: "Home", to: PATHS.home },
            { title: "Voice Platform Profiles", to: PATHS.profiles },
            { title: "Voice Platform Profiles", to: PATHS.profiles },
            { title: `${profile.name} Properties` },
          ]}
        />
        <ProfileActions profile={profile} />
      </div>
      {draft.problem !== null && <ProblemView problem={draft.problem} />}
      <ProfileTabs dbid={dbid} tab={tab}>
        {tab === "options" && <OptionsTabView dbid={dbid} />}
        {tab === "permissions" && <PermissionsTab dbid={dbid} />}
        {tab === "recording" && (
          <RecordingTabView
            draft={draft.recording}
            isPasswordSet={recordingTab.isSpeechMinerPasswordSet}
            onChange={draft.setRecording}
          />
        )}
        {tab === "general" && (
          <GeneralTab
            draft={draft.general}
            onChange={(change: Partial<NewProfile>) =>
              draft.setGeneral({ ...draft.general, ...change })
            }
          />
        )}
        <div className="form-footer">
          <span role="status" className="form-said">
            {draft.said}
          </span>
          <Button
            look="primary"
            disabled={isBusy}
            onClick={() => void apply().then((isSaved) => isSaved && leave())}
          >
            Save
          </Button>
          <Button disabled={isBusy} onClick={() => void apply()}>
            Apply
          </Button>
          <Button onClick={leave}>Cancel</Button>
        </div>
      </ProfileTabs>
    </>
  )
}
