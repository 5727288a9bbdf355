// SPDX-License-Identifier: Apache-2.0
// Which dialog or drawer is open, and what each may do.
import { useCallback } from 'react';
import type { Assessment } from '../../src/nomogram/assessment.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import type { ViewApi } from '../api/client.ts';
import { LanguageProvider, useText } from '../i18n/use-text.tsx';
import { FeedbackDialog, KeysDialog, LimitsDialog } from '../parts/info-dialogs.tsx';
import { knownFindings } from '../save/finding-observations.ts';
import { saveAssessment, savedBefore, saveFindings } from '../save/save-assessment.ts';
import { type SaveBlock, SaveDialog } from '../save/save-dialog.tsx';
import type { AppConfig } from '../session/config.ts';
import { writeRights } from '../session/scopes.ts';
import type { Session } from '../session/session.ts';
import type { Overlay } from './action-bar.tsx';
import { FindingsForm } from './findings-form.tsx';
import { ModelCard } from './model-card.tsx';

export interface OverlaysProps {
  readonly overlay: Overlay;
  readonly assessment: Assessment | undefined;
  /** Model on the page and model of the assessment itself. */
  readonly selected: LoadedModel | undefined;
  readonly active: LoadedModel | undefined;
  readonly session: Session | undefined;
  readonly config: AppConfig | undefined;
  readonly viewApi: ViewApi | undefined;
  readonly onSaved: () => void;
  readonly onFindings: () => void;
  readonly onClose: () => void;
}

/** Why this launch cannot write the estimate, if so. */
export function saveBlock(
  session: Pick<Session, 'granted' | 'fhirUser'>,
  assessment: Assessment,
  responsiblePerson: string | undefined,
): SaveBlock | undefined {
  if (!writeRights(session.granted).assessment) return 'noScope';
  if (session.fhirUser === undefined) return 'noUser';
  return assessment.model.demonstration && responsiblePerson === undefined ? 'noResponsible' : undefined;
}

export function Overlays(props: OverlaysProps) {
  const { overlay, assessment, session, viewApi, config, onClose } = props;
  const { language } = useText();
  const look = useCallback(async () => {
    if (!session || !assessment) return { same: false };
    return savedBefore(session, assessment);
  }, [session, assessment]);
  if (overlay === 'keys') return <KeysDialog onClose={onClose} />;
  if (overlay === 'limits') return <LimitsDialog file={props.selected?.file} demonstration={props.selected?.demonstration ?? false} onClose={onClose} />;
  if (!assessment || !session || !viewApi) return null;
  if (overlay === 'card') return <ModelCard file={props.selected?.file} evidence={props.selected?.evidence} onClose={onClose} />;
  if (overlay === 'feedback') return <FeedbackDialog send={(choice) => viewApi.event('feedback', { choice })} onClose={onClose} />;
  if (overlay === 'findings')
    return (
      <FindingsForm
        known={knownFindings(assessment)}
        canWrite={writeRights(session.granted).findings && session.fhirUser !== undefined}
        write={async (answers) => {
          await saveFindings(session, assessment, answers);
          props.onFindings();
        }}
        onClose={onClose}
      />
    );
  if (assessment.outcome.status !== 'assessed') return null;
  return (
    <LanguageProvider language={language} outcome={assessment.model.outcome}>
      <SaveDialog
        assessment={assessment}
        prediction={assessment.outcome.prediction}
        loaded={props.active}
        block={saveBlock(session, assessment, config?.responsiblePerson)}
        responsiblePerson={config?.responsiblePerson}
        look={look}
        write={() => saveAssessment(session, viewApi, assessment, config?.responsiblePerson)}
        onSaved={props.onSaved}
        onClose={onClose}
      />
    </LanguageProvider>
  );
}
