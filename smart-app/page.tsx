// SPDX-License-Identifier: Apache-2.0
// The one page: header, six regions in reading order, action bar, dialogs, sheets for paper.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Assessment, ModelRef, Outcome } from '../src/nomogram/assessment.ts';
import type { InputKey, ModelInputs } from '../src/nomogram/inputs.ts';
import type { Api } from './api/client.ts';
import { catalogueOf, LanguageProvider, useText } from './i18n/use-text.tsx';
import { PrintSheets } from './print/sheets.tsx';
import { ActionBar, type Overlay } from './regions/action-bar.tsx';
import { Ct } from './regions/ct.tsx';
import { Eligibility } from './regions/eligibility.tsx';
import { Estimate, EstimateLoading } from './regions/estimate.tsx';
import { FollowUp, FollowUpLoading } from './regions/follow-up.tsx';
import { DemoBanner, Header } from './regions/header.tsx';
import { Inputs, InputsLoading } from './regions/inputs.tsx';
import { NotApplicable } from './regions/not-applicable.tsx';
import { Overlays } from './regions/overlays.tsx';
import { SendReport } from './regions/send-report.tsx';
import { Why, WhyLoading } from './regions/why.tsx';
import { useAnnouncement } from './state/use-announcement.ts';
import { useModels } from './state/use-models.ts';
import type { usePreferences } from './state/use-preferences.ts';
import type { Connection } from './state/use-session.ts';
import { useTitle } from './state/use-title.ts';
import type { OpenedView } from './state/use-view.ts';
import { estimateView, groupOfView, isSavable, shownYears } from './view/estimate-view.ts';
import { pacsUrl } from './view/pacs-url.ts';
import { type Overrides, whatIfOutcome } from './view/what-if.ts';

export interface PageProps {
  readonly api: Api;
  readonly connection: Exclude<Connection, { kind: 'failed' }>;
  readonly opened: OpenedView;
  readonly preferences: ReturnType<typeof usePreferences>;
}

interface Answer {
  readonly model: ModelRef;
  readonly inputs: ModelInputs;
  readonly outcome: Outcome;
}

/** The active model first, then the others, as the assessment holds them. */
export function answersOf(assessment: Assessment | undefined): readonly Answer[] {
  if (!assessment) return [];
  const { model, inputs, outcome, others } = assessment;
  return [{ model, inputs, outcome }, ...others];
}

export function Page({ api, connection, opened, preferences }: PageProps) {
  const { language } = useText();
  const { state } = opened;
  const assessment = state.kind === 'ready' ? state.assessment : undefined;
  const viewApi = state.kind === 'ready' ? state.api : undefined;
  const answers = useMemo(() => answersOf(assessment), [assessment]);
  const [modelId, setModelId] = useState<string>();
  const [wantedYears, setYears] = useState<number>();
  const [overlay, setOverlay] = useState<Overlay>();
  const [saved, setSaved] = useState<string>();
  const loadedOf = useModels(
    api,
    useMemo(() => answers.map((a) => a.model), [answers]),
  );
  const chosen = answers.find((a) => a.model.id === modelId) ?? answers[0];
  const loaded = chosen ? loadedOf(chosen.model) : undefined;
  const whatIf = useWhatIf(assessment, chosen, loaded);
  const outcome = whatIf.outcome ?? chosen?.outcome;
  const inputs = whatIf.outcome ? { ...chosen?.inputs, ...whatIf.overrides } : (chosen?.inputs ?? {});
  const view = outcome ? estimateView(outcome) : undefined;
  const years = shownYears(outcome, wantedYears);
  // Each model speaks of what it counts: the page of the chosen one, sheets and record of the one that answered.
  const counted = chosen?.model.outcome;
  const t = useMemo(() => catalogueOf(language, counted), [language, counted]);
  useTitle(t);
  const spoken = useAnnouncement(view, years, t, language);
  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement | null;
      if (event.key === '?' && !target?.closest('input, textarea, select')) setOverlay('keys');
    };
    document.addEventListener('keydown', keys);
    return () => document.removeEventListener('keydown', keys);
  }, []);
  useEffect(() => {
    viewApi?.event('opened').catch(() => undefined);
  }, [viewApi]);
  const close = useCallback(() => setOverlay(undefined), []);
  const config = connection.kind === 'open' ? connection.config : undefined;
  const patient = connection.kind === 'open' ? connection.patient : undefined;
  const notApplicable = view?.kind === 'not-applicable';
  const missing = outcome?.status === 'incomplete' ? outcome.missing.length : 0;
  const other = answers.find((a) => a !== chosen && a.outcome.status !== 'not-applicable');
  const save = whatIf.on
    ? 'what-if'
    : assessment && saved === assessment.inputHash
      ? 'saved'
      : assessment && isSavable(estimateView(assessment.outcome))
        ? 'ready'
        : 'nothing';
  return (
    <LanguageProvider language={language} outcome={counted}>
      <a className="vh skip" href={notApplicable ? '#rna' : '#r2'}>
        {t.frame.skip}
      </a>
      <DemoBanner selected={chosen?.model} invented={patient?.invented ?? false} />
      <Header
        patient={patient}
        operationDate={assessment?.operationDate}
        models={answers.map((a) => a.model)}
        selected={chosen?.model}
        onModel={setModelId}
        onLanguage={preferences.chooseLanguage}
        onTheme={preferences.switchTheme}
        invented={patient?.invented ?? false}
      />
      <main className={notApplicable ? 'napp' : ''}>
        <Eligibility criteria={assessment?.criteria} operationDate={assessment?.operationDate} missingInputs={missing} />
        {assessment && chosen && outcome && view ? (
          <>
            {view.kind === 'not-applicable' ? (
              <NotApplicable
                assessment={assessment}
                failed={view.failed}
                other={other?.model}
                onOther={() => setModelId(other?.model.id)}
                onCorrect={() => setOverlay('findings')}
              />
            ) : (
              <Estimate
                assessment={assessment}
                model={chosen.model}
                loaded={loaded}
                inputs={inputs}
                outcome={outcome}
                years={years}
                onYears={setYears}
                whatIf={whatIf.changed.size > 0}
                onFindings={() => setOverlay('findings')}
                onRecompute={() => opened.recompute()}
                onOperationDate={opened.recompute}
                busy={opened.busy}
              />
            )}
            <Inputs
              assessment={assessment}
              loaded={loaded}
              inputs={inputs}
              onFindings={() => setOverlay('findings')}
              onRecompute={() => opened.recompute()}
              busy={opened.busy}
              whatIf={whatIf}
            />
            {view.kind !== 'not-applicable' && (
              <Why assessment={assessment} model={chosen.model} loaded={loaded} inputs={inputs} outcome={outcome} years={years} />
            )}
          </>
        ) : (
          <>
            <EstimateLoading />
            <InputsLoading />
            <WhyLoading />
          </>
        )}
        <Ct
          assessment={assessment}
          state={opened.ct}
          api={viewApi}
          onRetry={opened.retryCt}
          drawn={patient?.invented ?? false}
          pacsUrl={pacsUrl(config?.pacsViewer, assessment?.radiomics.studyUid)}
          onChoose={opened.chooseImages}
          busy={opened.busy}
        />
        {!notApplicable && (assessment ? <FollowUp assessment={assessment} group={view ? groupOfView(view) : undefined} /> : <FollowUpLoading />)}
      </main>
      <p className="vh" role="status" aria-live="polite">
        {spoken}
      </p>
      <ActionBar
        save={save}
        ready={assessment !== undefined}
        onOpen={setOverlay}
        onPrint={() => {
          viewApi?.event('printed').catch(() => undefined);
          globalThis.print();
        }}
      >
        {config?.storeReports === true && viewApi && assessment?.radiomics.features && <SendReport key={assessment.id} send={viewApi.report} />}
      </ActionBar>
      {overlay && (
        <Overlays
          overlay={overlay}
          assessment={assessment}
          selected={loaded}
          active={answers[0] ? loadedOf(answers[0].model) : undefined}
          session={connection.kind === 'open' ? connection.session : undefined}
          config={config}
          viewApi={viewApi}
          onSaved={() => setSaved(assessment?.inputHash)}
          onFindings={() => opened.recompute()}
          onClose={close}
        />
      )}
      {assessment && (
        <LanguageProvider language={language} outcome={assessment.model.outcome}>
          <PrintSheets
            assessment={assessment}
            loaded={answers[0] ? loadedOf(answers[0].model) : undefined}
            patient={patient}
            years={shownYears(assessment.outcome, wantedYears)}
          />
        </LanguageProvider>
      )}
    </LanguageProvider>
  );
}

function useWhatIf(assessment: Assessment | undefined, chosen: Answer | undefined, loaded: ReturnType<ReturnType<typeof useModels>>) {
  const [on, setOn] = useState(false);
  const [overrides, setOverrides] = useState<Overrides>({});
  const blocked = chosen?.outcome.status === 'not-applicable' || (chosen?.outcome.status === 'incomplete' && chosen.outcome.blockedBy.length > 0);
  const possible = assessment !== undefined && loaded !== undefined && !blocked;
  // Another model or a fresh assessment: nothing tried is carried over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these two are the reasons to reset, not values that are read
  useEffect(() => {
    setOn(false);
    setOverrides({});
  }, [assessment, chosen?.model.id]);
  const changed = useMemo(() => new Set(Object.keys(overrides) as InputKey[]), [overrides]);
  const outcome = useMemo(
    () => (on && changed.size > 0 && possible && assessment && chosen ? whatIfOutcome(loaded, { ...assessment, inputs: chosen.inputs }, overrides) : undefined),
    [on, changed, possible, assessment, chosen, loaded, overrides],
  );
  return {
    on,
    possible,
    overrides,
    changed,
    outcome,
    toggle: () => {
      setOverrides({});
      setOn(!on);
    },
    change: (key: InputKey, input: NonNullable<Overrides[InputKey]>) => setOverrides((now) => ({ ...now, [key]: input })),
    reset: () => setOverrides({}),
  };
}
