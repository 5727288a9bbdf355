// SPDX-License-Identifier: Apache-2.0
// What a person must know of collected data before a model is made of them: how much is missing and why, what was converted, what does not fit together.
import type { CohortPlan, CollectedOutcome, CollectedValue, ColumnSource } from '../../assessment/cohort/types.ts';
import type { CohortCase } from '../../store/cohort.ts';
import type { StudyDefinition } from '../../study/definition/study-definition.ts';
import { isMissing } from '../../study/table/cells.ts';
import { outcomeColumns } from './plan.ts';
import { type CohortTables, KNOWN, MEASURED } from './tables.ts';

/** How often each word occurs, most frequent first. */
export type Tally = Readonly<Record<string, number>>;

export interface ColumnQuality {
  readonly column: string;
  readonly label: string;
  /** `list`, `record` (of the EHR), `outcome`, or `none`: nobody says where it comes from. */
  readonly from: 'list' | 'record' | 'outcome' | 'none';
  readonly missing: number;
  readonly missingShare: number;
  /** MissingReason codes; `level-not-in-study`, `bound`, `implausible` and `not-in-list` are this command's own. */
  readonly reasons: Tally;
  readonly convertedFrom: Tally;
  /** Bounds such as `<2` written as their limit, because the study's threshold is decided by it. */
  readonly bounds: number;
  /** Why a newer result was passed over for an older one. */
  readonly passedOver: Tally;
  readonly daysBefore?: { readonly min: number; readonly median: number; readonly max: number };
  readonly implausible: readonly { readonly id: string; readonly value: number }[];
}

export interface CohortQuality {
  readonly schemaVersion: 1;
  readonly run: string;
  readonly madeIso: string;
  readonly study: { readonly id: string; readonly version: string; readonly title: string };
  readonly patients: {
    readonly listed: number;
    readonly inCohort: number;
    readonly withOutcome: number;
    readonly withFeatures?: number;
    readonly leftOut: readonly { readonly id: string; readonly code: string; readonly message: string }[];
  };
  readonly columns: readonly ColumnQuality[];
  readonly outcome: {
    readonly from: 'list' | 'record' | 'none';
    readonly events: number;
    readonly censored: number;
    readonly reasons: Tally;
    readonly basis: Tally;
    readonly notes: Tally;
  };
  readonly images?: {
    readonly measured: number;
    readonly refusals: readonly { readonly code: string; readonly count: number; readonly message: string }[];
    readonly features: number;
    readonly notFinite: number;
    readonly phase: Tally;
    readonly protocol: { readonly kvp: Tally; readonly sliceThicknessMm: Tally; readonly kernel: Tally; readonly scanner: Tally; readonly outline: Tally };
    readonly sizes: {
      readonly compared: number;
      readonly medianDifferenceMm?: number;
      readonly mismatches: readonly { readonly id: string; readonly reportMm: number; readonly ctMm: number }[];
    };
  };
  /** Results dated on the day of the operation that were not used. */
  readonly sameDayLeftOut: number;
}

/** Report and CT are told apart where they differ by more than both. */
export const SIZE_MISMATCH = { mm: 5, share: 0.2 } as const;

export interface QualityInput {
  readonly run: string;
  readonly madeIso: string;
  readonly definition: StudyDefinition;
  readonly plan: CohortPlan;
  readonly cases: readonly CohortCase[];
  readonly tables: CohortTables;
  readonly givenColumns: readonly string[];
}

export function cohortQuality(input: QualityInput): CohortQuality {
  const { definition, plan, cases, tables } = input;
  const { rows } = tables;
  const outcomes = rows.flatMap(({ source }) => source.result?.outcome ?? []);
  const status = rows.map(({ cells }) => cells[tables.outcomeStatusColumn] ?? '');
  const given = outcomeColumns(definition).some((column) => input.givenColumns.includes(column));
  const eventOf = (codes: readonly string[]): number =>
    rows.filter(({ cells }) => cells[tables.outcomeStatusColumn] === KNOWN && codes.includes((cells[definition.outcome.status] ?? '').trim())).length;
  return {
    schemaVersion: 1,
    run: input.run,
    madeIso: input.madeIso,
    study: { id: definition.id, version: definition.version, title: definition.title.en },
    patients: {
      listed: cases.length,
      inCohort: rows.length,
      withOutcome: status.filter((one) => one === KNOWN).length,
      ...(tables.features === undefined ? {} : { withFeatures: tables.features.rows.length }),
      leftOut: tables.leftOut,
    },
    columns: columnsOf(input),
    outcome: {
      from: given ? 'list' : plan.outcome === undefined ? 'none' : 'record',
      events: eventOf(definition.outcome.eventCodes),
      censored: eventOf(definition.outcome.censoredCodes),
      reasons: tally(status.filter((one) => one !== KNOWN)),
      basis: tally(outcomes.flatMap((one) => (one.kind === 'known' ? [one.from] : []))),
      notes: tally(outcomes.flatMap(({ notes }: CollectedOutcome) => notes)),
    },
    ...(plan.images === undefined ? {} : { images: imagesOf(input) }),
    sameDayLeftOut: rows.reduce((sum, { source }) => sum + (source.result?.sameDayLeftOut ?? 0), 0),
  };
}

function columnsOf({ definition, plan, tables, givenColumns }: QualityInput): ColumnQuality[] {
  const status = new Set([tables.outcomeStatusColumn, tables.imagesStatusColumn]);
  const outcome = new Set(outcomeColumns(definition));
  const labels = labelsOf(definition);
  return tables.columns
    .filter((column) => !status.has(column))
    .map((column) => {
      const planned = plan.columns.find((one) => one.column === column);
      const given = givenColumns.includes(column);
      const implausible = tables.implausible.filter((one) => one.column === column).map(({ id, value }) => ({ id, value }));
      const outside = new Set(implausible.map(({ id }) => id));
      const empty = tables.rows.filter(({ cells }) => isMissing(cells[column] ?? ''));
      const values = tables.rows.flatMap(({ source }): CollectedValue[] => {
        const value = source.result?.values[column];
        return value === undefined ? [] : [value];
      });
      const used = values.flatMap((value) => (value.kind === 'value' ? [value] : []));
      const days = used.flatMap(({ daysBefore }) => daysBefore ?? []);
      return {
        column,
        label: labels.get(column) ?? column,
        from: given ? 'list' : outcome.has(column) ? 'outcome' : planned === undefined ? 'none' : 'record',
        missing: empty.length,
        missingShare: tables.rows.length === 0 ? 0 : empty.length / tables.rows.length,
        reasons: tally(
          empty.map(({ id, cells, source }) => {
            if (outside.has(id)) return 'implausible';
            if (given) return 'not-in-list';
            if (outcome.has(column)) return cells[tables.outcomeStatusColumn] ?? 'not-read';
            const value = source.result?.values[column];
            return value?.kind === 'missing' ? (value.detail ?? value.reason) : 'not-asked';
          }),
        ),
        convertedFrom: tally(used.flatMap(({ convertedFrom }) => convertedFrom ?? [])),
        bounds: used.filter(({ bound }) => bound !== undefined).length,
        passedOver: tally(used.flatMap(({ passedOver }) => passedOver ?? [])),
        ...(days.length === 0 || !isDated(planned?.source) ? {} : { daysBefore: { min: Math.min(...days), median: median(days), max: Math.max(...days) } }),
        implausible,
      };
    });
}

/** Sex and age come from the patient record as it is read, which has no date of its own. */
function isDated(source: ColumnSource | undefined): boolean {
  return source !== undefined && !(source.kind === 'input' && (source.key === 'sex' || source.key === 'age'));
}

function imagesOf({ tables }: QualityInput): NonNullable<CohortQuality['images']> {
  const results = tables.rows.flatMap(({ id, source }) =>
    source.result?.images === undefined ? [] : [{ id, images: source.result.images, reported: source.result.reportedSizeMm }],
  );
  const computed = results.filter(({ images }) => images.record.status === 'computed');
  const refused = tables.rows.filter(({ cells }) => cells[tables.imagesStatusColumn ?? ''] !== MEASURED);
  const codes = tally(refused.map(({ cells }) => cells[tables.imagesStatusColumn ?? ''] ?? ''));
  const pairs = computed.flatMap(({ id, images, reported }) => {
    const ctMm = images.record.longestAxisMm;
    return reported === undefined || ctMm === undefined ? [] : [{ id, reportMm: reported, ctMm }];
  });
  const text = (value: number | undefined): string => (value === undefined ? 'not stated' : String(value));
  return {
    measured: computed.length,
    refusals: Object.entries(codes).map(([code, count]) => ({
      code,
      count,
      message: refused.find(({ cells }) => cells[tables.imagesStatusColumn ?? ''] === code)?.source.result?.images?.record.message ?? '',
    })),
    features: tables.features?.names.length ?? 0,
    notFinite: tables.notFinite,
    phase: tally(computed.map(({ images }) => images.record.phase ?? 'unknown')),
    protocol: {
      kvp: tally(computed.map(({ images }) => text(images.protocol?.kvp))),
      sliceThicknessMm: tally(computed.map(({ images }) => text(images.record.sliceThicknessMm))),
      kernel: tally(computed.map(({ images }) => images.protocol?.kernel ?? 'not stated')),
      scanner: tally(
        computed.map(({ images }) => [images.protocol?.manufacturer, images.protocol?.model].filter((part) => part !== undefined).join(' ') || 'not stated'),
      ),
      outline: tally(computed.map(({ images }) => images.record.outlineKind ?? 'not stated')),
    },
    sizes: {
      compared: pairs.length,
      ...(pairs.length === 0 ? {} : { medianDifferenceMm: median(pairs.map(({ reportMm, ctMm }) => ctMm - reportMm)) }),
      mismatches: pairs.filter(
        ({ reportMm, ctMm }) => Math.abs(ctMm - reportMm) > SIZE_MISMATCH.mm && Math.abs(ctMm - reportMm) > SIZE_MISMATCH.share * reportMm,
      ),
    },
  };
}

function labelsOf({ candidates, subgroups, pathology, exclusions }: StudyDefinition): ReadonlyMap<string, string> {
  return new Map([
    ...exclusions.map(({ column, reason }): [string, string] => [column, reason]),
    ...subgroups.flatMap((one): [string, string][] => (one.source === 'column' ? [[one.column, one.label.en]] : [])),
    ...pathology.map(({ column, label }): [string, string] => [column, label.en]),
    ...candidates.map(({ column, label }): [string, string] => [column, label.en]),
  ]);
}

function tally(words: readonly string[]): Tally {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
