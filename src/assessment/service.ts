// SPDX-License-Identifier: Apache-2.0
// The use case: chart -> eligible? -> rad-score -> prediction -> follow-up -> Assessment.
import { type ChartRules, readChart } from '../fhir/chart.ts';
import { assessModel } from '../nomogram/assess-model.ts';
import type { Assessment, Outcome, RadiomicsRecord } from '../nomogram/assessment.ts';
import { checkEligibility } from '../nomogram/eligibility.ts';
import { followUpPlan } from '../nomogram/follow-up.ts';
import type { ModelInputs } from '../nomogram/inputs.ts';
import { inputSpec, type LoadedModel, modelRef } from '../nomogram/prepare.ts';
import { radScoreInput, withImagingFacts, withPhaseJudged, withRadScore } from './imaging-evidence.ts';
import { inputHash } from './input-hash.ts';
import { extractedWith, extractionFor, type SiteModels } from './models.ts';
import type { AssessmentContext, AssessmentService, AssessmentStore, AssessRequest, Clock, RadiomicsPort, RandomIds } from './ports.ts';

export type { AssessmentService, AssessRequest } from './ports.ts';

export interface AssessmentDeps {
  readonly models: SiteModels;
  readonly rules: ChartRules;
  readonly radiomics: RadiomicsPort;
  readonly store: AssessmentStore;
  readonly clock: Clock;
  readonly ids: RandomIds;
  /** Id of a rule in FOLLOW_UP_RULES. */
  readonly followUpRule: string;
  readonly softwareVersion: string;
  /** Named cohort that the site calls nearest, for models that show observed groups. */
  readonly cohortId?: string;
  /** For sites whose images may be found beyond the chart's list of studies: the identifier systems that the archive is asked by, maybe none. */
  readonly beyondChart?: (fhirBase: string) => Promise<{ readonly identifierSystems: readonly string[] } | undefined>;
  /** Extraction parameters for models that carry none. */
  readonly fallbackParams?: Readonly<Record<string, unknown>>;
}

/** Makes the {@link AssessmentService} of a site. Only I/O of the store can make it throw; whatever is wrong with chart or images is in the answer. */
export function assessmentService(deps: AssessmentDeps): AssessmentService {
  const { models, store, clock } = deps;
  const extraction = extractionFor(models, deps.fallbackParams);

  const measure = async (
    context: AssessmentContext,
    of: { fhirBase: string; patient: string },
    waitMs: number,
    recompute: boolean,
  ): Promise<RadiomicsRecord> => {
    const { chart, asOfIso, images } = context;
    if (extraction === undefined) return { status: 'absent', code: 'no-model-needs-images' };
    // Eligibility first: nobody's CT is fetched for an answer that cannot be given.
    if (checkEligibility(models.active, chart.facts, asOfIso).verdict === 'not-eligible')
      return { status: 'absent', code: 'not-eligible', message: 'The images were not read: the model does not apply to this patient.' };
    // Where the user's own token was asked at the right place, ours does not look further.
    const beyond = chart.imaging.length === 0 && chart.imagingAsked !== true ? await deps.beyondChart?.(of.fhirBase) : undefined;
    if (chart.imaging.length === 0 && beyond === undefined)
      return {
        status: 'absent',
        code: 'no-imaging',
        message: 'No CT study is listed in the chart for this app. A study that this app may not see is not listed.',
      };
    const identifiers = (chart.identifiers ?? []).filter(({ system }) => beyond?.identifierSystems.includes(system) === true);
    return deps.radiomics.obtain(
      {
        fhirBase: of.fhirBase,
        patient: of.patient,
        imaging: chart.imaging,
        extraction,
        ...(images === undefined ? {} : { choice: images }),
        ...(identifiers.length === 0 ? {} : { identifiers }),
        ...(recompute ? { recompute } : {}),
      },
      waitMs,
    );
  };

  const answer = (
    base: Pick<Assessment, 'id' | 'createdIso' | 'fhirBase' | 'patient'>,
    context: AssessmentContext,
    measured: RadiomicsRecord,
  ): Assessment & { readonly shadows: Shadows } => {
    const { chart, asOfIso, images } = context;
    const facts = withImagingFacts(chart.facts, measured, images, asOfIso);
    const record = withPhaseJudged(measured, facts);
    const ask = (model: LoadedModel): { inputs: ModelInputs; criteria: Assessment['criteria']; outcome: Outcome } => {
      const read = { ...chart.inputs, ...chart.siteInputs?.[model.file.hash] };
      const inputs: ModelInputs =
        inputSpec(model, 'radScore') === undefined ? read : { ...read, radScore: radScoreInput(model, record, extractedWith(model, extraction), asOfIso) };
      return { inputs, ...assessModel(model, facts, inputs, asOfIso, cohortOf(model, deps.cohortId)) };
    };
    const active = ask(models.active);
    const model = modelRef(models.active, active.outcome);
    const operationDate = facts.operationDate.kind === 'known' ? facts.operationDate.value : undefined;
    const group =
      active.outcome.status === 'assessed'
        ? active.outcome.prediction.group
        : active.outcome.status === 'incomplete'
          ? active.outcome.bounds?.group
          : undefined;
    const radScoreOfActive = active.inputs.radScore;
    const inputsUsed = usedBy(models.active, active.inputs);
    return {
      ...base,
      model,
      ...(operationDate === undefined ? {} : { operationDate }),
      criteria: active.criteria,
      inputs: active.inputs,
      radiomics: radScoreOfActive === undefined ? record : withRadScore(record, radScoreOfActive),
      outcome: active.outcome,
      others: models.others.map((other) => {
        const { inputs, outcome } = ask(other);
        return { model: modelRef(other, outcome), inputs: usedBy(other, inputs), outcome };
      }),
      ...(operationDate === undefined || active.outcome.status === 'not-applicable'
        ? {}
        : { followUp: followUpPlan(deps.followUpRule, operationDate, group?.id) }),
      basis: chart.basis,
      ...(chart.condition === undefined ? {} : { condition: chart.condition }),
      inputHash: inputHash({
        fhirBase: base.fhirBase,
        patient: base.patient,
        modelHash: model.hash,
        inputs: inputsUsed,
        ...(operationDate === undefined ? {} : { operationDate }),
      }),
      softwareVersion: deps.softwareVersion,
      shadows: models.shadow.map((shadow) => ({ model: modelRef(shadow), outcome: ask(shadow).outcome })),
    };
  };

  const keep = async (made: Assessment & { readonly shadows: Shadows }, context: AssessmentContext): Promise<Assessment> => {
    const { shadows, ...assessment } = made;
    await store.save(assessment, context);
    await store.saveShadow(assessment.id, shadows);
    return assessment;
  };

  /** A stored assessment whose image work was under way is completed by the result that has come since. */
  const fresh = async (stored: Assessment | undefined): Promise<Assessment | undefined> => {
    if (stored?.radiomics.status !== 'pending') return stored;
    const context = await store.context(stored.id);
    if (context === undefined) return stored;
    const record = await measure(context, stored, 0, false);
    if (record.status === 'pending') return stored;
    const { id, createdIso, fhirBase, patient } = stored;
    return keep(answer({ id, createdIso, fhirBase, patient }, context, record), context);
  };

  return {
    async assess(request: AssessRequest) {
      const startedMs = clock.monotonicMs();
      const { fhirBase, patient, asOfIso, language } = request;
      const resources = request.order === undefined ? request.chart : { ...request.chart, order: request.order };
      const chart = readChart(resources, {
        asOfIso,
        rules: deps.rules,
        ...(request.operationDate === undefined ? {} : { operationDate: request.operationDate }),
      });
      const context: AssessmentContext = { chart, asOfIso, language, ...(request.images === undefined ? {} : { images: request.images }) };
      const record = await measure(
        context,
        { fhirBase, patient },
        Math.max(0, request.deadlineMs - (clock.monotonicMs() - startedMs)),
        request.recompute ?? false,
      );
      return keep(answer({ id: deps.ids.uuid(), createdIso: clock.nowIso(), fhirBase, patient }, context, record), context);
    },
    get: async (id) => fresh(await store.get(id)),
    latest: async (fhirBase, patient) => fresh(await store.latest(fhirBase, patient)),
  };
}

type Shadows = readonly { readonly model: ReturnType<typeof modelRef>; readonly outcome: Outcome }[];

/** The site's cohort, for the models that have it. */
function cohortOf(model: LoadedModel, cohortId: string | undefined): { readonly cohortId?: string } {
  return cohortId !== undefined && model.file.groups?.cohorts.some(({ id }) => id === cohortId) === true ? { cohortId } : {};
}

/** Only what the model asks for: an input of another model does not change this answer. */
function usedBy(model: LoadedModel, inputs: ModelInputs): ModelInputs {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => model.terms.some(({ covariate }) => covariate.inputs.some((spec) => spec.key === key))));
}
