// SPDX-License-Identifier: Apache-2.0
// What a model counts, in words: the one table from which cards, app, sheets, resources and command line speak of the outcome.
import type { Language, LocalText } from './assessment.ts';
import type { ModelOutcome, OutcomeKind } from './outcome.ts';

/** Phrases about one outcome in one language; each fits where its example stands. English is lower case. */
export interface OutcomeWords {
  /** Begins a card: `HCC recurrence estimate: …`; `肝癌复发估计：…`. */
  readonly topic: string;
  /** `recurrence or metastasis`, `复发或转移`. */
  readonly noun: string;
  /** The noun where a line is short: `recurrence`. */
  readonly nounShort: string;
  /** `45 of 100 patients have a recurrence or metastasis`; `45 人复发或转移`. */
  readonly does: string;
  /** The other side: `55 do not`; `55 人未复发或转移`. */
  readonly doesNot: string;
  /** `45 of 100 recur`, `45 人复发`; the other side `55 do not`, `55 人不复发`. */
  readonly short: string;
  readonly shortNot: string;
  /** Of a group that was observed: `had a recurrence`, `复发`; the other side `did not`, `未复发`; in one word `recurred`. */
  readonly did: string;
  readonly didNot: string;
  readonly past: string;
  /** Beside the hundred people, where a line holds some 12 letters. */
  readonly icon: string;
  readonly iconNot: string;
  /** `55 of 100 recurrence-free`; `55 人无复发`. */
  readonly free: string;
  /** The same over an axis or a column. */
  readonly freeShort: string;
  /** `recurrence-free survival`, `无复发生存`. */
  readonly freeSurvival: string;
  /** Name of a nomogram axis after the years: `2-year RFS`, `2 年无复发`. */
  readonly axis: string;
  /** The same where it is read aloud: `2-year recurrence-free`. */
  readonly axisSpoken: string;
  /** Heading over the curve. */
  readonly curve: string;
  /** To a patient, of people who were followed: `had the cancer come back or spread`. */
  readonly toPatient: string;
  /** Head of the sheets. */
  readonly sheetTitle: string;
  readonly patientTitle: string;
  /** What is counted, as a sentence among the limits. */
  readonly counted: string;
}

type Known = Exclude<OutcomeKind, 'other'>;
type Both = Readonly<Record<Language, OutcomeWords>>;

const RECURRENCE_OR_METASTASIS: Both = {
  en: {
    topic: 'HCC recurrence',
    noun: 'recurrence or metastasis',
    nounShort: 'recurrence',
    does: 'have a recurrence or metastasis',
    doesNot: 'do not',
    short: 'recur',
    shortNot: 'do not',
    did: 'had a recurrence',
    didNot: 'did not',
    past: 'recurred',
    icon: 'recur',
    iconNot: 'do not',
    free: 'recurrence-free',
    freeShort: 'recurrence-free',
    freeSurvival: 'recurrence-free survival',
    axis: 'RFS',
    axisSpoken: 'recurrence-free',
    curve: 'Recurrence-free curve',
    toPatient: 'had the cancer come back or spread',
    sheetTitle: 'Recurrence-free survival after resection of HCC',
    patientTitle: 'After your operation: the chance of the cancer coming back',
    counted: 'What is counted is recurrence or metastasis; death without either is not named by the study.',
  },
  zh: {
    topic: '肝癌复发',
    noun: '复发或转移',
    nounShort: '复发或转移',
    does: '复发或转移',
    doesNot: '未复发或转移',
    short: '复发',
    shortNot: '不复发',
    did: '复发',
    didNot: '未复发',
    past: '复发',
    icon: '复发',
    iconNot: '不复发',
    free: '无复发',
    freeShort: '无复发',
    freeSurvival: '无复发生存',
    axis: '无复发',
    axisSpoken: '无复发',
    curve: '无复发曲线',
    toPatient: '肿瘤复发或转移',
    sheetTitle: '肝癌切除术后无复发估计',
    patientTitle: '手术之后：复发的可能',
    counted: '计入复发或转移；研究未提及无复发死亡。',
  },
};

const TABLE: Readonly<Record<Known, Both>> = {
  'recurrence-or-metastasis': RECURRENCE_OR_METASTASIS,
  recurrence: {
    en: {
      ...RECURRENCE_OR_METASTASIS.en,
      noun: 'recurrence',
      does: 'have a recurrence',
      // Deaths are not counted, so what is read off is no survival.
      freeSurvival: 'freedom from recurrence',
      axis: 'recurrence-free',
      toPatient: 'had the cancer come back',
      sheetTitle: 'Freedom from recurrence after resection of HCC',
      counted: 'What is counted is recurrence; death without recurrence is not counted.',
    },
    zh: {
      ...RECURRENCE_OR_METASTASIS.zh,
      noun: '复发',
      nounShort: '复发',
      does: '复发',
      doesNot: '未复发',
      freeSurvival: '无复发',
      toPatient: '肿瘤复发',
      counted: '只计入复发；未复发而死亡不计入。',
    },
  },
  'recurrence-or-death': {
    en: {
      topic: 'HCC recurrence or death',
      noun: 'recurrence or death',
      nounShort: 'recurrence or death',
      does: 'have a recurrence or die',
      doesNot: 'do not',
      short: 'recur or die',
      shortNot: 'do not',
      did: 'had a recurrence or died',
      didNot: 'did not',
      past: 'recurred or died',
      icon: 'recur or die',
      iconNot: 'do not',
      free: 'alive without recurrence',
      freeShort: 'alive without recurrence',
      freeSurvival: 'recurrence-free survival',
      axis: 'RFS',
      axisSpoken: 'recurrence-free survival',
      curve: 'Recurrence-free survival',
      toPatient: 'had the cancer come back or died',
      sheetTitle: 'Recurrence-free survival after resection of HCC',
      patientTitle: 'After your operation: the chance of the cancer coming back, or of dying',
      counted: 'What is counted is recurrence or death, whichever comes first.',
    },
    zh: {
      topic: '肝癌复发或死亡',
      noun: '复发或死亡',
      nounShort: '复发或死亡',
      does: '复发或死亡',
      doesNot: '无复发且存活',
      short: '复发或死亡',
      shortNot: '无复发且存活',
      did: '复发或死亡',
      didNot: '无复发且存活',
      past: '复发或死亡',
      icon: '复发或死亡',
      iconNot: '无复发存活',
      free: '无复发存活',
      freeShort: '无复发存活',
      freeSurvival: '无复发生存',
      axis: '无复发生存',
      axisSpoken: '无复发生存',
      curve: '无复发生存曲线',
      toPatient: '肿瘤复发或去世',
      sheetTitle: '肝癌切除术后无复发生存估计',
      patientTitle: '手术之后：复发或死亡的可能',
      counted: '计入复发或死亡，以先发生者为准。',
    },
  },
  death: {
    en: {
      topic: 'HCC survival',
      noun: 'death',
      nounShort: 'death',
      does: 'die',
      doesNot: 'do not',
      short: 'die',
      shortNot: 'do not',
      did: 'died',
      didNot: 'did not',
      past: 'died',
      icon: 'die',
      iconNot: 'do not',
      free: 'alive',
      freeShort: 'alive',
      freeSurvival: 'survival',
      axis: 'survival',
      axisSpoken: 'survival',
      curve: 'Survival curve',
      toPatient: 'died',
      sheetTitle: 'Survival after resection of HCC',
      patientTitle: 'After your operation: the chance of survival',
      counted: 'What is counted is death; a recurrence is not counted.',
    },
    zh: {
      topic: '肝癌生存',
      noun: '死亡',
      nounShort: '死亡',
      does: '死亡',
      doesNot: '存活',
      short: '死亡',
      shortNot: '存活',
      did: '死亡',
      didNot: '存活',
      past: '死亡',
      icon: '死亡',
      iconNot: '存活',
      free: '存活',
      freeShort: '存活',
      freeSurvival: '生存',
      axis: '生存',
      axisSpoken: '生存',
      curve: '生存曲线',
      toPatient: '去世',
      sheetTitle: '肝癌切除术后生存估计',
      patientTitle: '手术之后：生存的可能',
      counted: '只计入死亡；复发不计入。',
    },
  },
};

/** Letters of a file's own label inside a heading or an axis; sentences carry it whole. */
const LABEL_LIMIT = { en: 40, zh: 20 } as const;

/** Neutral sentences with the file's own label: nothing is known of the event but its name. */
function neutral(event: LocalText): Both {
  const short = (language: Language): string => {
    const letters = [...event[language]];
    return letters.length <= LABEL_LIMIT[language] ? event[language] : `${letters.slice(0, LABEL_LIMIT[language] - 1).join('')}…`;
  };
  return {
    en: {
      topic: 'HCC outcome',
      noun: event.en,
      nounShort: short('en'),
      does: `have the event (${event.en})`,
      doesNot: 'do not',
      short: 'have the event',
      shortNot: 'do not',
      did: `had the event (${event.en})`,
      didNot: 'did not',
      past: 'had the event',
      icon: 'with event',
      iconNot: 'without',
      free: `without the event (${short('en')})`,
      freeShort: 'without the event',
      freeSurvival: `time without the event (${short('en')})`,
      axis: 'event-free',
      axisSpoken: 'event-free',
      curve: `Without the event (${short('en')})`,
      toPatient: `had the event (${event.en})`,
      sheetTitle: `Outcome after resection of HCC: ${short('en')}`,
      patientTitle: `After your operation: the chance of the event (${short('en')})`,
      counted: `What is counted is the event as the study defines it: ${event.en}.`,
    },
    zh: {
      topic: '肝癌结局',
      noun: event.zh,
      nounShort: short('zh'),
      does: `发生该事件（${event.zh}）`,
      doesNot: '未发生',
      short: '发生该事件',
      shortNot: '未发生',
      did: `发生该事件（${event.zh}）`,
      didNot: '未发生',
      past: '发生该事件',
      icon: '发生该事件',
      iconNot: '未发生',
      free: `未发生该事件（${short('zh')}）`,
      freeShort: '未发生该事件',
      freeSurvival: `未发生该事件（${short('zh')}）`,
      axis: '无事件',
      axisSpoken: '无事件',
      curve: `未发生该事件（${short('zh')}）曲线`,
      toPatient: `发生该事件（${event.zh}）`,
      sheetTitle: `肝癌切除术后结局估计：${short('zh')}`,
      patientTitle: `手术之后：发生该事件（${short('zh')}）的可能`,
      counted: `计入研究所定义的事件：${event.zh}。`,
    },
  };
}

/** The phrases of an outcome; of recurrence or metastasis where an answer names none. */
export function outcomeWords(outcome: ModelOutcome | undefined, language: Language): OutcomeWords {
  const kind = outcome?.kind ?? 'recurrence-or-metastasis';
  return (kind === 'other' ? neutral(outcome!.event) : TABLE[kind])[language];
}

/** A phrase at the beginning of a line. */
export function capital(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}
