// SPDX-License-Identifier: Apache-2.0
// Region 5: the CT with the tumour's outline, facts of the outline, where in the stack it lies; loading, error and missing keep the black ground.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Assessment, ImagesChoice, ImagingCandidate } from '../../src/nomogram/assessment.ts';
import { candidateTitle, refusalSentence } from '../../src/nomogram/imaging-refusals.ts';
import { decimal } from '../../src/nomogram/present.ts';
import type { CtInfo, ViewApi } from '../api/client.ts';
import { ApiError } from '../api/client.ts';
import { AreaBySlice } from '../charts/area-by-slice.tsx';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { CtViewer } from '../ct-viewer/ct-viewer.tsx';
import { headFirst } from '../ct-viewer/head-first.ts';
import { useText } from '../i18n/use-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { Region } from '../parts/region.tsx';
import { ctFacts, phaseOf } from '../view/ct-facts.ts';
import { clock, date } from '../view/format.ts';

export type CtState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'none'; readonly code?: string; readonly message?: string }
  | { readonly kind: 'error'; readonly code?: string; readonly message: string; readonly atIso: string }
  | { readonly kind: 'ready'; readonly info: CtInfo };

export interface CtProps {
  readonly assessment: Assessment | undefined;
  readonly state: CtState;
  readonly api: Pick<ViewApi, 'slice' | 'mask'> | undefined;
  readonly onRetry: () => void;
  /** The images are drawn by the sandbox. */
  readonly drawn: boolean;
  readonly pacsUrl: string | undefined;
  /** Has the assessment made again on images that the user names. */
  readonly onChoose?: (images: ImagesChoice) => void;
  readonly busy?: boolean;
}

export function Ct({ assessment, state, api, onRetry, drawn, pacsUrl, onChoose, busy = false }: CtProps) {
  const { t, language } = useText();
  const [failure, setFailure] = useState<{ readonly message: string; readonly atIso: string }>();
  const fail = useCallback((error: unknown) => setFailure(failureOf(error)), []);
  const shown: CtState = failure ? { kind: 'error', ...failure } : state;
  const facts = assessment ? ctFacts(assessment, t, language) : [];
  return (
    <Region
      id="r5"
      number={5}
      title={t.ct.heading}
      className="side r5"
      controls={
        pacsUrl && (
          <a className="lnk sp" href={pacsUrl} target="_blank" rel="noreferrer noopener">
            {t.ct.openInPacs}
          </a>
        )
      }
    >
      {onChoose && assessment?.radiomics.candidates && <Candidates candidates={assessment.radiomics.candidates} onChoose={onChoose} busy={busy} />}
      {onChoose && assessment?.radiomics.code === 'phase-unconfirmed' && assessment.radiomics.studyUid !== undefined && (
        <ConfirmPhase studyUid={assessment.radiomics.studyUid} onChoose={onChoose} busy={busy} />
      )}
      <div className="ctw">
        {shown.kind === 'ready' && api ? (
          <Images info={shown.info} api={api} onError={fail} drawn={drawn} facts={facts} />
        ) : (
          <>
            <div className="vp">
              <Empty
                state={shown}
                onRetry={() => {
                  setFailure(undefined);
                  onRetry();
                }}
              />
            </div>
            {shown.kind !== 'loading' && facts.length > 0 && <Facts facts={facts} />}
          </>
        )}
      </div>
    </Region>
  );
}

export function failureOf(error: unknown): { readonly code?: string; readonly message: string; readonly atIso: string } {
  return {
    ...(error instanceof ApiError ? { code: error.code } : {}),
    message: error instanceof ApiError ? error.message : '',
    atIso: new Date().toISOString(),
  };
}

function Images(p: {
  readonly info: CtInfo;
  readonly api: Pick<ViewApi, 'slice' | 'mask'>;
  readonly onError: (e: unknown) => void;
  readonly drawn: boolean;
  readonly facts: ReturnType<typeof ctFacts>;
}) {
  const { t, language } = useText();
  const { info, api } = useMemo(() => headFirst(p.info, p.api), [p.info, p.api]);
  const [slice, setSlice] = useState(info.largestSlice);
  useEffect(() => setSlice(info.largestSlice), [info]);
  const corner = [t.ct.phases[phaseOf(info.phase)], info.acquiredIso ? date(info.acquiredIso, language) : '', p.drawn ? t.ct.drawn : ''].filter(Boolean);
  const count = info.areaBySliceCm2.length;
  const { withoutOutline } = info;
  return (
    <>
      <div>
        <CtViewer info={info} api={api} slice={slice} onSlice={setSlice} onError={p.onError} corner={corner} />
      </div>
      <div className="ctm">
        {withoutOutline && <Notice tone="note" fact={t.ct.withoutOutline} rest={refusalSentence(withoutOutline, language) ?? withoutOutline.message} />}
        <Facts facts={p.facts} />
        {!withoutOutline && (
          <ChartFrame
            className="gap-l area-c"
            label={t.area.label(String(info.largestSlice + 1))}
            initialWidth={384}
            draw={(width) => <AreaBySlice width={width} areaCm2={info.areaBySliceCm2} slice={slice} largest={info.largestSlice} t={t} />}
            points={(width) =>
              info.areaBySliceCm2.map((area, k) => ({
                x: (k / Math.max(1, count - 1)) * width,
                y: 40,
                text: t.area.point(String(k + 1), decimal(area, 1, language)),
              }))
            }
            onPick={setSlice}
          />
        )}
      </div>
    </>
  );
}

/** The CT does not say its phase: a person who has looked at it may. */
function ConfirmPhase(p: { readonly studyUid: string; readonly onChoose: (images: ImagesChoice) => void; readonly busy: boolean }) {
  const { t } = useText();
  const run = (): void => p.onChoose({ studyUid: p.studyUid, portalVenous: true });
  return <Notice tone="note" fact={t.ct.confirmPhase} action={{ label: t.ct.itIsPortalVenous, run, busy: p.busy }} />;
}

/** Several images may be meant: the user says which, nothing is guessed. */
function Candidates(p: { readonly candidates: readonly ImagingCandidate[]; readonly onChoose: (images: ImagesChoice) => void; readonly busy: boolean }) {
  const { t, language } = useText();
  return (
    <Notice tone="note" fact={t.ct.choose}>
      <ul>
        {p.candidates.map((one) => {
          const { studyUid, segSeriesUid, segment, structure } = one;
          const choice = {
            studyUid,
            ...(segSeriesUid === undefined ? {} : { segSeriesUid }),
            ...(segment === undefined ? {} : { segment }),
            ...(structure === undefined ? {} : { structure }),
          };
          return (
            <li key={JSON.stringify(choice)}>
              {candidateTitle(one, language)}{' '}
              <button type="button" className="btn sm" disabled={p.busy} onClick={() => p.onChoose(choice)}>
                {t.ct.useThis}
              </button>
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}

function Facts({ facts }: { readonly facts: ReturnType<typeof ctFacts> }) {
  return (
    <dl className="kv">
      {facts.map(({ term, text }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Empty({ state, onRetry }: { readonly state: CtState; readonly onRetry: () => void }) {
  const { t, language } = useText();
  if (state.kind === 'loading')
    return (
      <div className="empty" aria-busy="true">
        <b>{t.ct.loading}</b>
      </div>
    );
  if (state.kind === 'error')
    return (
      <div className="empty" role="status">
        <b>{t.ct.failed}</b>
        <span>{t.ct.failedText(`${refusalSentence(state, language) || t.estimate.errorImaging(clock(state.atIso))} `)}</span>
        <button type="button" className="btn sm" onClick={onRetry}>
          {t.estimate.tryAgain}
        </button>
      </div>
    );
  return (
    <div className="empty">
      <b>{t.ct.none}</b>
      <span>{(state.kind === 'none' && refusalSentence(state, language)) || t.ct.noneText}</span>
    </div>
  );
}
