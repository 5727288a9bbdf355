// SPDX-License-Identifier: Apache-2.0
import { type Context, capital, lower } from '../context.ts';
import { type ForestRow, forestFigure } from '../figures/forest.ts';
import { count, decimals, hazardRatio, known, listed, pSentence, pValue, range, statistic } from '../format.ts';
import { type Section, section, table } from '../page/html.ts';
import { shortEvent } from './covariates.ts';

/** Hazard ratio of the groups within subgroups, and whether it differs between them. */
export function subgroupsSection(context: Context): Section | undefined {
  const { subgroups } = context.report;
  if (subgroups === undefined || subgroups.rows.length === 0) return undefined;
  const variables = [...new Set(subgroups.rows.map((row) => row.variable))];
  const rows: ForestRow[] = variables.flatMap((variable) => {
    const own = subgroups.rows.filter((row) => row.variable === variable);
    const p = own.find((row) => known(row.pInteraction))?.pInteraction ?? null;
    const heading: ForestRow = { label: variable, heading: true, extra: pValue(p) };
    return [
      heading,
      ...own.map(
        (row): ForestRow => ({
          label: row.level,
          sub: true,
          hint: `${count(row.events)} of ${count(row.n)}`,
          hazardRatio: row.hazardRatio,
          lower: row.lower,
          upper: row.upper,
        }),
      ),
    ];
  });
  const different = variables.filter((variable) =>
    subgroups.rows.some((row) => row.variable === variable && known(row.pInteraction) && row.pInteraction < 0.05),
  );
  const verdict =
    different.length === 0
      ? 'In no subgroup does it differ by more than chance (P for interaction at least 0.05).'
      : `It differs by ${different.join(', ')} (P for interaction below 0.05).`;
  const data = table({
    caption: 'Hazard ratios in subgroups',
    columns: [
      { head: 'Subgroup' },
      { head: 'Patients', numeric: true },
      { head: 'Events', numeric: true },
      { head: 'Hazard ratio', numeric: true },
      { head: '95 % range', numeric: true },
      { head: 'P for interaction', numeric: true },
    ],
    rows: subgroups.rows.map((row, i) => [
      `${row.variable}: ${row.level}`,
      count(row.n),
      count(row.events),
      hazardRatio(row.hazardRatio),
      range(row.lower, row.upper, hazardRatio),
      subgroups.rows[i - 1]?.variable === row.variable
        ? ''
        : pValue(subgroups.rows.find((other) => other.variable === row.variable && known(other.pInteraction))?.pInteraction),
    ]),
  });
  const words = subgroups.rows
    .filter((row) => known(row.hazardRatio))
    .slice(0, 4)
    .map((row) => `${row.variable} ${row.level} ${hazardRatio(row.hazardRatio)} (${range(row.lower, row.upper, hazardRatio)})`);
  const figure = forestFigure({
    rows,
    label: `Hazard ratios in ${subgroups.rows.length} subgroups, ${subgroups.exposure}: ${words.join('; ')}${subgroups.rows.length > 4 ? '; more in the table' : ''}.`,
    dataTitle: 'hazard ratios in subgroups',
    data,
    less: `fewer with ${shortEvent(context)}`,
    more: `more with ${shortEvent(context)}`,
    extraHead: 'P for interaction',
    caption: `${capital(subgroups.exposure)}. Behind each level: events of patients. Many looks, few patients: read as a search, not as proof.`,
  });
  return section('subgroups', 'Subgroups', 'Subgroups', `${capital(subgroups.exposure)}, within subgroups. ${verdict}`, figure);
}

/** How the score goes with what the pathologist found. */
export function pathologySection(context: Context): Section | undefined {
  const { pathology } = context.report;
  if (pathology === undefined || pathology.length === 0) return undefined;
  const scores = [...new Set(pathology.map((row) => row.score))];
  const linked = scores.flatMap((score) => {
    const own = pathology.filter((row) => row.score === score && known(row.p) && row.p < 0.05).map((row) => `${row.variable} (${pSentence(row.p)})`);
    return own.length === 0 ? [] : [`The ${lower(score)} differs with ${listed(own)}.`];
  });
  const lede = linked.length === 0 ? 'No score differs with a pathological finding by more than chance.' : linked.join(' ');
  const anySpearman = pathology.some((row) => known(row.spearman));
  const body = table({
    caption: 'Score by pathological finding',
    columns: [
      { head: 'Finding' },
      { head: 'Patients', numeric: true },
      { head: 'Score, median (quartiles)', numeric: true },
      { head: 'Test' },
      { head: 'Statistic', numeric: true },
      { head: 'P', numeric: true },
      ...(anySpearman ? [{ head: 'Spearman ρ', numeric: true }] : []),
    ],
    rows: pathology.flatMap((row) => [
      {
        cells: [
          `${row.variable}, ${row.score}`,
          '',
          '',
          row.test,
          statistic(row.statistic),
          pValue(row.p),
          ...(anySpearman ? [decimals(row.spearman, 2)] : []),
        ],
      },
      ...row.groups.map((group) => ({
        sub: true,
        cells: [
          group.level,
          count(group.n),
          known(group.median) ? `${decimals(group.median, 2)} (${range(group.q1, group.q3)})` : '–',
          '',
          '',
          '',
          ...(anySpearman ? [''] : []),
        ],
      })),
    ]),
  });
  return section('pathology', 'Pathology', 'Pathology', lede, body);
}
