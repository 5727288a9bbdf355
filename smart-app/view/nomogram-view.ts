// SPDX-License-Identifier: Apache-2.0
// The nomogram's geometry (src/nomogram) as the chart draws it: words, whole points that add up, ranges on the total's scale.

import type { Language, Outcome, SurvivalAt } from '../../src/nomogram/assessment.ts';
import { type CovariateAxis, type NomogramGeometry, nomogramGeometry, pointsOfSurvival } from '../../src/nomogram/geometry.ts';
import type { ModelInputs } from '../../src/nomogram/inputs.ts';
import { pointsScale } from '../../src/nomogram/points.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { boundsOf100, decimal, of100, of100Text, peopleOf100, points, pointsSum, quantity, rangeText, scoreText } from '../../src/nomogram/present.ts';
import type { NomogramModel, NomogramRow, NomogramTick, RfsAxis } from '../charts/nomogram-model.ts';
import type { GroupId } from '../charts/svg.tsx';
import type { Catalogue } from '../i18n/catalogue.ts';
import { yearsList } from './format.ts';

/** Undefined where the model has no points (a group model, or a covariate without an axis). */
export function nomogramView(model: LoadedModel, inputs: ModelInputs, outcome: Outcome, t: Catalogue, language: Language): NomogramModel | undefined {
  const geometry = nomogramGeometry(model, inputs);
  if (!geometry || outcome.status === 'not-applicable') return undefined;
  const marks = geometry.covariates.map((axis) => axis.mark);
  const sum = pointsSum(marks.map((mark) => (mark?.kind === 'at' ? mark.points : 0)));
  const rows = geometry.covariates.map((axis, i) => rowOf(axis, sum.parts[i]!, inputs, language, t));
  const complete = marks.every((mark) => mark?.kind === 'at');
  return {
    label: geometry.survival.length > 0 ? t.axes.label(yearsList(geometry.survival, t, language)) : t.axes.labelNoRfs,
    rows,
    total: totalOf(geometry, sum, complete),
    rfs: geometry.survival.map((axis) => rfsOf(model, axis, outcome, t, language)),
  };
}

function rowOf(axis: CovariateAxis, whole: number, inputs: ModelInputs, language: Language, t: Catalogue): NomogramRow {
  const continuous = axis.kind === 'continuous';
  const ticks = axis.ticks.map((tick): NomogramTick => {
    const label = tick.label?.[language] ?? (tick.major ? decimal(tick.value, 2, language) : undefined);
    return { at: tick.points, major: tick.major, ...(label === undefined ? {} : { label }) };
  });
  const { mark } = axis;
  const numbers = axis.ticks.map((tick) => tick.value);
  const [least, most] = axis.studied ?? [Math.min(...numbers), Math.max(...numbers)];
  const digits = axis.studied === undefined || most - least < 10 ? 2 : 0;
  const hint = axis.hint?.[language] ?? (continuous ? t.axes.studied(decimal(least, digits), decimal(most, digits)) : '');
  const input = inputs[axis.key];
  const number = input?.kind === 'value' || input?.kind === 'bound' ? quantity(input.value, input.unit, language) : undefined;
  const level = mark?.kind !== 'at' ? undefined : continuous ? number : ticks.find((tick) => Math.abs(tick.at - mark.points) < 1e-6)?.label;
  return {
    key: axis.covariate,
    label: axis.label[language],
    hint,
    from: axis.extent[0],
    to: axis.extent[1],
    ticks,
    continuous,
    ...(mark?.kind === 'at' ? { patient: { at: mark.points, points: String(whole), ...(level === undefined ? {} : { level }) } } : {}),
  };
}

function totalOf(geometry: NomogramGeometry, sum: ReturnType<typeof pointsSum>, complete: boolean): NomogramModel['total'] {
  const { total } = geometry;
  const cut = total.cutoffs[0];
  const [below, above] = total.groups;
  return {
    max: total.extent[1],
    // The dot stands at the true total; the number shown is the sum of the shown parts.
    ...(complete && total.mark?.kind === 'at' ? { patient: { at: total.mark.points, shown: String(sum.total), sum: sum.parts.join(' + ') } } : {}),
    ...(total.mark?.kind === 'between'
      ? { bounds: { from: total.mark.points[0], to: total.mark.points[1], shown: rangeText(points(total.mark.points[0]), points(total.mark.points[1])) } }
      : {}),
    ...(cut && below && above && total.cutoffs.length === 1
      ? {
          cutoff: {
            at: cut.points,
            points: String(Math.ceil(cut.points)),
            score: scoreText(cut.score),
            below: below.id as GroupId,
            above: above.id as GroupId,
          },
        }
      : {}),
  };
}

function rfsOf(model: LoadedModel, axis: NomogramGeometry['survival'][number], outcome: Outcome, t: Catalogue, language: Language): RfsAxis {
  const { years } = axis;
  const base = {
    years,
    label: t.axes.rfs(years),
    ticks: axis.ticks.map((tick): NomogramTick => ({ at: tick.points, major: tick.major, ...(tick.major ? { label: String(of100(tick.value)) } : {}) })),
  };
  if (outcome.status === 'assessed') {
    const at = outcome.prediction.survival.find((s) => s.years === years);
    return at ? { ...base, patient: patientOf(model, at, language) } : base;
  }
  const bound = outcome.status === 'incomplete' ? outcome.bounds?.survival.find((s) => s.years === years) : undefined;
  return bound ? { ...base, bounds: rangeText(...boundsOf100(bound).free) } : base;
}

function patientOf(model: LoadedModel, at: SurvivalAt, language: Language): NonNullable<RfsAxis['patient']> {
  const people = peopleOf100(at);
  const scale = pointsScale(model);
  const place = (s: number | undefined): number | undefined =>
    scale && s !== undefined && s > 0 && s < 1 ? pointsOfSurvival(model, scale, at.years, s) : undefined;
  // Better survival lies at fewer points.
  const from = place(at.upper);
  const to = place(at.lower);
  return {
    n: of100Text(people.free, language),
    lower: people.freeRange ? String(people.freeRange[0]) : '',
    upper: people.freeRange ? String(people.freeRange[1]) : '',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
