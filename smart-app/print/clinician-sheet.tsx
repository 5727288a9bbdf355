// SPDX-License-Identifier: Apache-2.0

import { rangeText } from '../../src/nomogram/present.ts';
import { Nomogram } from '../charts/nomogram.tsx';
import { SurvivalCurve } from '../charts/survival-curve.tsx';
import { Rich, useText } from '../i18n/use-text.tsx';
import { curveNumbers } from '../regions/estimate-individual.tsx';
import { patientLine } from '../regions/header.tsx';
import { criteriaLines } from '../view/criteria-view.ts';
import { boundAt, type EstimateView, horizons, lastDrawnYear, lastYearOf, peopleText, shownYears } from '../view/estimate-view.ts';
import { date, dateTime } from '../view/format.ts';
import { groupLines } from '../view/group-lines.ts';
import { inputRows } from '../view/inputs-view.ts';
import { nomogramView } from '../view/nomogram-view.ts';
import { PAPER_WIDTH, SheetFoot, SheetHead, type SheetsProps } from './sheet-parts.tsx';

type Props = SheetsProps & { readonly view: EstimateView; readonly sheets: number };

export function ClinicianSheet(props: Props) {
  const { t, language } = useText();
  const { assessment, patient, loaded, view } = props;
  const who = patient ? [patient.name, ...patientLine(patient, t)].filter(Boolean).join(language === 'zh' ? '，' : ', ') : '';
  const operation = assessment.operationDate ? t.print.operation(date(assessment.operationDate, language)) : '';
  const nomogram = loaded ? nomogramView(loaded, assessment.inputs, assessment.outcome, t, language) : undefined;
  return (
    <section className="sheet p-cl" aria-label={t.print.clinicianSheet(String(props.sheets))}>
      <SheetHead
        title={t.print.title}
        small={[who, operation].filter(Boolean).join(language === 'zh' ? '。' : '. ')}
        right={[t.print.clinicianSheet(String(props.sheets)), dateTime(assessment.createdIso, language)]}
      />
      <Statement {...props} />
      <h2>{t.print.data}</h2>
      <DataUsed {...props} />
      {view.kind === 'individual' && (
        <>
          <h2>{t.print.curve}</h2>
          <SurvivalCurve
            width={PAPER_WIDTH}
            height={262}
            curve={view.prediction.curve}
            horizons={curveNumbers(view.prediction, language)}
            selectedYears={shownYears(assessment.outcome, undefined)}
            lastYears={lastDrawnYear(view.prediction.survival)}
            dashed={assessment.criteria.some((c) => c.verdict === 'stale')}
            groups={loaded ? groupLines(loaded, language).lines : []}
            {...cohort(loaded, language)}
            t={t}
          />
        </>
      )}
      {nomogram && view.kind !== 'blocked' && (
        <>
          <h2>{t.print.nomogram}</h2>
          <Nomogram width={PAPER_WIDTH} model={nomogram} selectedYears={shownYears(assessment.outcome, undefined)} pitch={37} t={t} />
        </>
      )}
      <SheetFoot assessment={assessment} text={t.print.foot(assessment.model.version, t.estimate.years(lastYearOf(assessment.outcome)))} />
    </section>
  );
}

function cohort(loaded: Props['loaded'], language: 'en' | 'zh'): { atRiskCohort?: string } {
  const name = loaded ? groupLines(loaded, language).cohort : undefined;
  return name === undefined ? {} : { atRiskCohort: name };
}

/** Group and numbers in one sentence, or why there is no number. */
function Statement({ view, years, assessment }: Props) {
  const { t, language } = useText();
  if (view.kind === 'individual') {
    const all = horizons(view.prediction.survival);
    const main = all.find((h) => h.years === years) ?? all[0];
    if (!main) return null;
    const words = peopleText(main, language);
    const { group } = view.prediction;
    const rest = all.filter((h) => h !== main).map((h) => t.print.atYear(t.estimate.years(h.years), String(h.recur), peopleText(h, language).recurRange));
    return (
      <p>
        {group && <b>{`${GLYPH[group.id]} ${t.groups[group.id]}${language === 'zh' ? '。' : '. '}`}</b>}
        <Rich
          text={[t.print.statement(words.recur, words.recurRange, t.estimate.years(main.years), words.free, words.freeRange), ...rest].join(
            language === 'zh' ? '' : ' ',
          )}
        />
      </p>
    );
  }
  if (view.kind === 'bounds') {
    const at = boundAt(view.bounds, years);
    return (
      <p>
        {at ? (
          <Rich text={`**${rangeText(...at.recur)}** ${t.estimate.of100} ${t.estimate.boundsStatement(t.estimate.years(years), view.missing.length)}`} />
        ) : null}
      </p>
    );
  }
  if (view.kind === 'group' && view.prediction.group)
    return (
      <p>
        <b>{`${GLYPH[view.prediction.group.id]} ${t.groups[view.prediction.group.id]}${language === 'zh' ? '。' : '. '}`}</b>
        {t.estimate.groupNotice}
      </p>
    );
  if (view.kind === 'not-applicable' || view.kind === 'blocked') {
    const list = view.kind === 'blocked' ? view.criteria : view.failed;
    return (
      <>
        <p>
          <b>{view.kind === 'blocked' ? t.estimate.blockedNotice(list.length) : t.notApplicable.heading}</b>
        </p>
        <ul>
          {criteriaLines(list, assessment.operationDate, t, language).map((line) => (
            <li key={line.key}>{[line.title, line.source].join(language === 'zh' ? '；' : '; ')}</li>
          ))}
        </ul>
      </>
    );
  }
  return <p>{t.estimate.noProbability}</p>;
}

const GLYPH = { low: '●', intermediate: '◆', high: '▲' } as const;

function DataUsed({ assessment, loaded }: Props) {
  const { t, language } = useText();
  const rows = inputRows(loaded, assessment.inputs, { operationDate: assessment.operationDate, limitDays: undefined, t, language });
  const pairs = rows.flatMap((_, i) => (i % 2 ? [] : [rows.slice(i, i + 2)]));
  return (
    <table>
      <tbody>
        {pairs.map((pair) => (
          <tr key={pair[0]!.key}>
            {pair.map((row) => (
              <Cells
                key={row.key}
                label={row.label}
                value={row.value ? [row.value.number, row.value.unit].filter(Boolean).join('\u00a0') : (row.missing ?? '')}
                source={row.source}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cells({ label, value, source }: { readonly label: string; readonly value: string; readonly source: string }) {
  return (
    <>
      <th scope="row">{label}</th>
      <td>{value}</td>
      <td>
        <Rich text={source} />
      </td>
    </>
  );
}
