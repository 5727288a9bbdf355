// SPDX-License-Identifier: Apache-2.0
// The items of TRIPOD+AI 2024 (Collins et al., doi:10.1136/bmj-2023-078378), topics in our own words. 27 items, 52 with their parts.

export interface TripodTopic {
  readonly item: string;
  readonly topic: string;
  /** Asked of development (`D`), of evaluation (`E`), or of both. */
  readonly asks: 'D' | 'E' | 'DE';
  /** Names under which a study file may give the authors' text; the item number always works. */
  readonly keys: readonly string[];
}

function topic(item: string, asks: TripodTopic['asks'], words: string, ...keys: string[]): TripodTopic {
  return { item, topic: words, asks, keys };
}

export const TRIPOD_TOPICS: readonly TripodTopic[] = [
  topic('1', 'DE', 'Title: a prediction model, whether made or tested here, for whom and for which outcome', 'title'),
  topic('2', 'DE', 'Abstract that follows the checklist for abstracts', 'abstract'),
  topic('3a', 'DE', 'Background: the clinical question, why a model, which models exist', 'background'),
  topic('3b', 'DE', 'Whom the model is for, where in care it is used, and by whom', 'intendedUse', 'purpose'),
  topic('3c', 'DE', 'Known inequalities in health between groups of people', 'inequalities'),
  topic('4', 'DE', 'Objectives: making a model, testing one, or both', 'objectives'),
  topic('5a', 'DE', 'Where the data come from, why these, and how representative they are', 'dataSource', 'source'),
  topic('5b', 'DE', 'Dates: start and end of accrual, end of follow-up', 'dates'),
  topic('6a', 'DE', 'Setting: kind, number and place of centres', 'setting'),
  topic('6b', 'DE', 'Who could take part', 'eligibility'),
  topic('6c', 'DE', 'Treatments received and how they were dealt with', 'treatments'),
  topic('7', 'DE', 'How data were prepared and checked, and whether alike for all groups of people', 'preparation', 'quality'),
  topic('8a', 'DE', 'Outcome: definition, horizon, how and when it was assessed, and why', 'outcome'),
  topic('8b', 'DE', 'Who assessed the outcome, where judgement is needed', 'outcomeAssessors'),
  topic('8c', 'DE', 'Blinding of the assessment of the outcome', 'blinding'),
  topic('9a', 'D', 'How the first set of predictors was chosen', 'predictorChoice'),
  topic('9b', 'DE', 'Predictors: definition, how and when they were measured', 'predictors'),
  topic('9c', 'DE', 'Who read the predictors, where judgement is needed', 'predictorAssessors', 'readers'),
  topic('10', 'DE', 'How the study size came about, and whether it is enough', 'sampleSize'),
  topic('11', 'DE', 'How missing data were handled', 'missingData'),
  topic('12a', 'D', 'How the data were divided for fitting and testing', 'split'),
  topic('12b', 'D', 'How predictors entered: form, scaling, standardisation', 'predictorHandling'),
  topic('12c', 'D', 'Kind of model, every step of building it, tuning, internal validation', 'modelBuilding'),
  topic('12d', 'DE', 'Differences between clusters such as hospitals', 'heterogeneity'),
  topic('12e', 'DE', 'Measures and plots of performance, and how models were compared', 'performanceMeasures'),
  topic('12f', 'E', 'Updating of the model after it was tested', 'updating'),
  topic('12g', 'E', 'How predictions were computed for the test', 'predictions'),
  topic('13', 'DE', 'Methods against class imbalance', 'classImbalance'),
  topic('14', 'DE', 'What was done about fairness', 'fairness'),
  topic('15', 'D', 'What the model gives; how thresholds were chosen', 'output'),
  topic('16', 'DE', 'Differences between the patients of the fit and of the test', 'differences'),
  topic('17', 'DE', 'Ethics approval and consent', 'ethics'),
  topic('18a', 'DE', 'Funding and the part of the funders', 'funding'),
  topic('18b', 'DE', 'Conflicts of interest', 'conflicts', 'conflictsOfInterest'),
  topic('18c', 'DE', 'Where the protocol can be read', 'protocol'),
  topic('18d', 'DE', 'Registration', 'registration'),
  topic('18e', 'DE', 'Whether and how data are shared', 'dataSharing'),
  topic('18f', 'DE', 'Whether and how code is shared', 'codeSharing'),
  topic('19', 'DE', 'Part of patients and the public in the study', 'patientInvolvement', 'ppi'),
  topic('20a', 'DE', 'Flow of participants, with events and follow-up', 'flow'),
  topic('20b', 'DE', 'Characteristics of participants, with missing data', 'characteristics'),
  topic('20c', 'E', 'Comparison of predictors and outcome with those of the development', 'comparison'),
  topic('21', 'DE', 'Participants and events in each analysis', 'analysisNumbers'),
  topic('22', 'D', 'The full model, so that others can predict with it and test it', 'fullModel'),
  topic('23a', 'DE', 'Performance with ranges, overall and in key subgroups', 'performance'),
  topic('23b', 'DE', 'Results of differences between clusters', 'heterogeneityResults'),
  topic('24', 'E', 'Results of updating', 'updatingResults'),
  topic('25', 'DE', 'Interpretation, fairness included, against the objectives and earlier studies', 'interpretation'),
  topic('26', 'DE', 'Limitations: bias, overfitting, generality', 'limitations'),
  topic('27a', 'D', 'What to do where an input is missing or of poor quality in use', 'poorInputs'),
  topic('27b', 'D', 'What users have to do, and what they need to know', 'users'),
  topic('27c', 'DE', 'Next steps, and where the model may apply', 'nextSteps'),
];
