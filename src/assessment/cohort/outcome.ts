// SPDX-License-Identifier: Apache-2.0
// Event and follow-up of one patient, by codes that the site stated. What the record does not settle stays unsettled.
import type { Condition, Encounter, Observation, Patient } from 'fhir/r4';
import { type Code, SYSTEM } from '../../fhir/codes.ts';
import { effectiveOf } from '../../fhir/sift.ts';
import { daysBetween, earliestDay, latestDay } from '../../fhir/time.ts';
import { hasCode } from '../../fhir/values.ts';
import type { CollectedOutcome, OutcomeNote, OutcomeRule } from './types.ts';

/** What was read for the outcome of one patient. */
export interface OutcomeResources {
  readonly patient: Patient;
  readonly conditions: readonly Condition[];
  readonly observations: readonly Observation[];
  readonly encounters: readonly Encounter[];
}

interface Occurrence {
  readonly from: 'condition' | 'observation' | 'death';
  readonly time: string | undefined;
  readonly confirmed: boolean;
  readonly notes: readonly OutcomeNote[];
}

const FINAL = new Set(['final', 'amended', 'corrected']);
/** Encounters at which the patient was there. */
const HELD = new Set(['arrived', 'triaged', 'in-progress', 'onleave', 'finished']);
const NOT_HELD = new Set(['refuted', 'entered-in-error']);

/**
 * @param indexDay day of the operation; time runs from it
 * @param today `YYYY-MM-DD`; nothing later is follow-up
 */
export function readOutcome(found: OutcomeResources, rule: OutcomeRule, indexDay: string, today: string): CollectedOutcome {
  const cut = rule.dataCut !== undefined && rule.dataCut < today ? rule.dataCut : today;
  if (cut <= indexDay) return { kind: 'missing', reason: 'operation-after-data-cut', notes: [] };
  const all = [...conditionsOf(found.conditions, rule), ...observationsOf(found.observations, rule), ...(rule.death === 'event' ? deathOf(found.patient) : [])];
  const after = all.filter(({ time }) => time === undefined || (latestDay(time) ?? '9') > indexDay);
  const notes = new Set<OutcomeNote>(after.length < all.length ? ['event-code-before-operation'] : []);
  const missing = (reason: Extract<CollectedOutcome, { kind: 'missing' }>['reason']): CollectedOutcome => ({ kind: 'missing', reason, notes: [...notes] });

  const exact = after
    .flatMap((one) => (one.time !== undefined && one.time.length >= 10 ? [{ ...one, day: one.time.slice(0, 10) }] : []))
    .filter(({ day }) => day <= cut)
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const first = exact.find(({ confirmed }) => confirmed);
  const earlier = (day: string): boolean => first === undefined || day < first.day;
  // Something that may be an earlier event leaves both, event and time, open.
  const vague = after.some((one) => {
    if (one.time === undefined) return one.from !== 'death' || first === undefined;
    const from = one.time.length >= 10 ? undefined : earliestDay(one.time);
    return from !== undefined && from <= cut && earlier(from);
  });
  if (vague) return missing(after.some(({ from, time }) => from === 'death' && time === undefined) ? 'death-date-not-stated' : 'event-date-not-exact');
  if (exact.some(({ confirmed, day }) => !confirmed && earlier(day))) return missing('event-unconfirmed');
  if (first !== undefined) {
    for (const note of first.notes) notes.add(note);
    return known(true, first.day, first.from);
  }
  const died = found.patient.deceasedDateTime === undefined ? undefined : earliestDay(found.patient.deceasedDateTime);
  if (rule.censoring === 'data-cut') {
    // Dead without a date: until when there was no event cannot be said.
    if (died === undefined && found.patient.deceasedBoolean === true) return missing('death-date-not-stated');
    const end = died !== undefined && died < cut ? died : cut;
    return end > indexDay ? known(false, end, 'data-cut') : missing('no-follow-up');
  }
  const contacts = contactDays(found, rule).filter((day) => day > indexDay && day <= cut);
  if (died !== undefined && died > indexDay && died <= cut) contacts.push(died);
  const last = contacts.toSorted().at(-1);
  return last === undefined ? missing('no-follow-up') : known(false, last, 'last-contact');

  function known(event: boolean, endDay: string, from: Extract<CollectedOutcome, { kind: 'known' }>['from']): CollectedOutcome {
    return { kind: 'known', event, timeDays: daysBetween(indexDay, endDay), endDay, from, notes: [...notes] };
  }
}

function conditionsOf(conditions: readonly Condition[], { event }: OutcomeRule): Occurrence[] {
  return conditions.flatMap((condition): Occurrence[] => {
    if (!hasCode(condition.code, event.conditions)) return [];
    const verification = codeIn(condition.verificationStatus, SYSTEM.conditionVerification);
    if (verification !== undefined && NOT_HELD.has(verification)) return [];
    const clinical = codeIn(condition.clinicalStatus, SYSTEM.conditionClinical);
    if (event.clinicalStatus.length > 0 && !event.clinicalStatus.includes(clinical ?? '')) return [];
    const onset = condition.onsetDateTime ?? condition.onsetPeriod?.start;
    return [
      {
        from: 'condition',
        time: onset ?? condition.recordedDate,
        confirmed: verification === undefined || verification === 'confirmed',
        notes: [
          ...(onset === undefined ? (['date-of-recording'] as const) : []),
          ...(verification === undefined ? (['verification-not-stated'] as const) : []),
        ],
      },
    ];
  });
}

function observationsOf(observations: readonly Observation[], { event }: OutcomeRule): Occurrence[] {
  return observations.flatMap((observation): Occurrence[] => {
    const means = event.observations.some(
      ({ codes, values }) => hasCode(observation.code, codes) && (values.length === 0 || hasCode(observation.valueCodeableConcept, values)),
    );
    if (!means || observation.status === 'entered-in-error' || observation.status === 'cancelled') return [];
    return [{ from: 'observation', time: effectiveOf(observation), confirmed: FINAL.has(observation.status), notes: [] }];
  });
}

function deathOf({ deceasedBoolean, deceasedDateTime }: Patient): Occurrence[] {
  if (deceasedDateTime === undefined && deceasedBoolean !== true) return [];
  return [{ from: 'death', time: deceasedDateTime, confirmed: true, notes: [] }];
}

function contactDays({ encounters, observations }: OutcomeResources, { contacts }: OutcomeRule): string[] {
  const visits = encounters
    .filter(({ status }) => HELD.has(status))
    // An open stay has no end yet: it is known to have begun.
    .map(({ period }) => period?.end ?? period?.start);
  const results = observations.filter(({ status }) => FINAL.has(status)).map(effectiveOf);
  const times = [...(contacts.includes('encounters') ? visits : []), ...(contacts.includes('observations') ? results : [])];
  return times.flatMap((time) => {
    const day = time === undefined ? undefined : earliestDay(time);
    return day === undefined ? [] : [day];
  });
}

function codeIn(concept: Condition['clinicalStatus'], system: string): string | undefined {
  return concept?.coding?.find((coding) => coding.system === system)?.code;
}

/** Every code table that {@link readOutcome} looks for among Observations. */
export function outcomeObservationCodes(rule: OutcomeRule): readonly Code[] {
  return rule.event.observations.flatMap(({ codes }) => codes);
}
