// SPDX-License-Identifier: Apache-2.0
// What must be known before the number is read: what-if, old data, missing inputs, an imaging server that did not answer.
import type { MissingItem } from '../../src/nomogram/assessment.ts';
import { useText } from '../i18n/use-text.tsx';
import { Notice } from '../parts/notice.tsx';
import type { EstimateView } from '../view/estimate-view.ts';
import { clock } from '../view/format.ts';
import { inputName, namesOf } from '../view/input-name.ts';
import type { EstimateProps } from './estimate-props.ts';

const FINDINGS: readonly string[] = ['necrosis', 'portalVeinInvasion', 'tumourCount'];
/** Conditions that the reader findings form can settle; the others are settled in the record. */
const STATED_IN_FORM: readonly string[] = ['single-tumour', 'no-prior-local-treatment', 'no-extrahepatic-disease', 'no-other-malignancy'];

export function EstimateNotices(props: EstimateProps & { readonly view: EstimateView }) {
  const { t, language } = useText();
  const { assessment, view } = props;
  const missing: readonly MissingItem[] = view.kind === 'bounds' || view.kind === 'open' ? view.missing : [];
  const stale = assessment.criteria.find((c) => c.verdict === 'stale');
  const retry = { label: t.estimate.tryAgain, run: props.onRecompute, busy: props.busy };
  const imaging = missing.find((m) => m.reason === 'imaging-unavailable' || m.detailCode === 'dicomweb-unreachable');
  const pending = missing.some((m) => m.reason === 'pending');
  const toFill = missing.filter((m) => m !== imaging && m.reason !== 'pending');
  const list = toFill
    .map((m) => `${inputName(m.key, t, language, m.label)}${language === 'zh' ? '：' : ': '}${t.inputs.reasons[m.reason]}`)
    .join(language === 'zh' ? '；' : '; ');
  const { outcome } = props;
  const prediction = outcome.status === 'assessed' ? outcome.prediction : undefined;
  const outside = (outcome.status === 'incomplete' ? outcome.outsideRange : prediction?.outsideRange) ?? [];
  const terms = (outcome.status === 'incomplete' ? outcome.known : prediction?.contributions) ?? [];
  const findings = toFill.some((m) => FINDINGS.includes(m.key));
  return (
    <>
      {props.whatIf && <Notice tone="info" fact={t.estimate.whatIfNotice} live />}
      {stale && view.kind !== 'blocked' && (
        <StaleNotice values={stale.values} action={{ label: t.estimate.lookAgain, run: props.onRecompute, busy: props.busy }} />
      )}
      {outside.length > 0 && <Notice tone="note" fact={t.estimate.outsideNotice(namesOf(outside, terms, t, language))} rest={t.estimate.outsideRest} />}
      {imaging && <Notice tone="fault" fact={t.estimate.errorImaging(clock(assessment.createdIso))} rest={t.estimate.errorRest} action={retry} />}
      {pending && <Notice tone="info" fact={t.estimate.pendingNotice} rest={t.estimate.pendingRest} live />}
      {toFill.length > 0 && (
        <Notice
          tone="note"
          fact={t.estimate.missingNotice(toFill.length, list)}
          rest={view.kind === 'bounds' ? t.estimate.missingRest : t.estimate.missingNoBounds}
          action={
            findings ? { label: t.estimate.addFindings, run: props.onFindings } : { label: t.estimate.lookAgain, run: props.onRecompute, busy: props.busy }
          }
        />
      )}
      {view.kind === 'blocked' && (
        <Notice
          tone="note"
          fact={t.estimate.blockedNotice(view.criteria.length)}
          rest={t.estimate.blockedRest}
          action={
            view.criteria.some((c) => STATED_IN_FORM.includes(c.id))
              ? { label: t.estimate.addFindings, run: props.onFindings }
              : { label: t.estimate.lookAgain, run: props.onRecompute, busy: props.busy }
          }
        />
      )}
    </>
  );
}

function StaleNotice({
  values,
  action,
}: {
  readonly values: Readonly<Record<string, number | string>>;
  readonly action: { label: string; run: () => void; busy: boolean };
}) {
  const { t } = useText();
  const limit = String(values.limitDays ?? '');
  const oldCt = typeof values.ctDays === 'number' && typeof values.limitDays === 'number' && values.ctDays > values.limitDays;
  const fact = oldCt ? t.estimate.staleNotice(String(values.ctDays), limit) : t.estimate.staleNoticeBlood(String(values.bloodDays ?? ''), limit);
  return <Notice tone="note" fact={fact} rest={t.estimate.staleRest} action={action} />;
}
