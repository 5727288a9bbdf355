// SPDX-License-Identifier: Apache-2.0
// Inputs are missing: only bounds, the table of what each completion would give, and a hatched space between two curves.
import type { Bounds, MissingItem } from '../../src/nomogram/assessment.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { peopleOf100, rangeText } from '../../src/nomogram/present.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { IconArray } from '../charts/icon-array.tsx';
import { SurvivalCurve } from '../charts/survival-curve.tsx';
import { Rich, useText } from '../i18n/use-text.tsx';
import { boundCurves } from '../view/bound-curves.ts';
import { choiceText } from '../view/contribution-bars.ts';
import { boundAt, lastDrawnYear } from '../view/estimate-view.ts';
import { groupLines } from '../view/group-lines.ts';
import type { EstimateProps } from './estimate-props.ts';
import { GroupLine } from './group-line.tsx';

type Props = EstimateProps & { readonly bounds: Bounds; readonly missing: readonly MissingItem[] };

export function BoundsEstimate(props: Props) {
  const { t, language } = useText();
  const { bounds, years, loaded, inputs } = props;
  const at = boundAt(bounds, years);
  if (!at) return null;
  const [low, high] = at.recur;
  const words = t.estimate.years(years);
  const curves = loaded ? boundCurves(loaded, inputs) : undefined;
  const lines = loaded ? groupLines(loaded, language) : { lines: [] };
  const height = (width: number): number => (width < 460 ? 380 : 520);
  return (
    <div className="est">
      <div className="st">
        <div>
          {bounds.group ? (
            <GroupLine group={bounds.group} text={t.estimate.inEveryCase(t.groups[bounds.group.id])} />
          ) : (
            <p className="grp ink">{t.estimate.groupDepends}</p>
          )}
          <p className="big-n">
            <span>{rangeText(low, high)}</span>
            <small>{t.estimate.of100}</small>
          </p>
          {at.recurWithError && (
            <p className="rng">
              <span>{t.estimate.withError}</span> <b>{rangeText(...at.recurWithError)}</b>
            </p>
          )}
          <p className="stmt">
            <Rich text={t.estimate.boundsStatement(words, props.missing.length)} />
          </p>
          {bounds.combinations && <Combinations bounds={bounds} years={years} loaded={loaded} />}
        </div>
        <ChartFrame
          className="icons"
          label={t.icons.labelBounds(String(low), String(high))}
          initialWidth={328}
          draw={(width) => <IconArray width={width} n={low} lower={low} upper={high} group={bounds.group?.id} mode="bounds" t={t} />}
        />
      </div>
      {curves && (
        <ChartFrame
          label={t.curve.label(String(lastDrawnYear(bounds.survival) * 12))}
          initialWidth={560}
          draw={(width) => (
            <SurvivalCurve
              width={width}
              height={height(width)}
              curve={[]}
              horizons={[]}
              selectedYears={years}
              lastYears={lastDrawnYear(bounds.survival)}
              dashed={false}
              groups={lines.lines}
              {...('cohort' in lines && lines.cohort ? { atRiskCohort: lines.cohort } : {})}
              bounds={{ ...curves, low: String(at.free[0]), high: String(at.free[1]) }}
              t={t}
            />
          )}
        />
      )}
    </div>
  );
}

function Combinations({ bounds, years, loaded }: { readonly bounds: Bounds; readonly years: number; readonly loaded: LoadedModel | undefined }) {
  const { t, language } = useText();
  return (
    <table className="gap-m">
      <caption className="vh">{t.estimate.boundsCaption(t.estimate.years(years))}</caption>
      <thead>
        <tr>
          <th scope="col">{t.estimate.ifHead}</th>
          <th scope="col" className="n">
            {t.estimate.atOf100(t.estimate.years(years))}
          </th>
        </tr>
      </thead>
      <tbody>
        {bounds.combinations?.map((row) => {
          const at = row.survival.find((s) => s.years === years);
          const people = at ? peopleOf100(at) : undefined;
          const name = row.choices
            .map((c) => choiceText(c.key, c.covariate, c.x, c.label[language], loaded, t, language))
            .join(language === 'zh' ? '，' : ', ');
          return (
            <tr key={name}>
              <td>{name}</td>
              <td className="n">
                <b>{people?.recur}</b> {people?.recurRange && <span className="xs">{rangeText(...people.recurRange)}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
