// SPDX-License-Identifier: Apache-2.0
// Follow-up schedules as data: what each source says, from when, how strongly, and whether the passage itself was read.
import type { FollowUpVisit, LocalText } from './assessment.ts';

export type FollowUpTest = FollowUpVisit['tests'][number];

/** From `fromMonth` on, the next visit comes `every` months (at least, at most) after the latest date of the one before. */
export interface FollowUpPhase {
  readonly fromMonth: number;
  readonly untilMonth: number;
  readonly everyMonths: readonly [number, number];
}

export interface FollowUpRule {
  readonly id: string;
  readonly title: LocalText;
  readonly year: number;
  /** One or two sentences for the page; always ends with what is not known about shorter intervals. */
  readonly text: LocalText;
  readonly source: LocalText;
  readonly strength: LocalText;
  /** `original`: the passage was read in the source; `second-hand`: in a work that cites it by page. */
  readonly read: 'original' | 'second-hand';
  /** A first check outside the regular rhythm, months after the operation. */
  readonly firstVisitMonths?: readonly [number, number];
  readonly phases: readonly FollowUpPhase[];
  readonly tests: readonly FollowUpTest[];
  readonly continues: LocalText;
}

/** True of every schedule, and shown with each. */
export const NO_SURVIVAL_BENEFIT: LocalText = {
  en: 'Shorter intervals have not been shown to prolong survival.',
  zh: '缩短间隔未证明能延长生存。',
};

const withCaveat = (en: string, zh: string): LocalText => ({ en: `${en} ${NO_SURVIVAL_BENEFIT.en}`, zh: `${zh}${NO_SURVIVAL_BENEFIT.zh}` });
const NOT_SEEN: LocalText = { en: 'strength of recommendation not seen', zh: '推荐强度未查到' };

export const FOLLOW_UP_RULES: readonly FollowUpRule[] = [
  {
    id: 'nhc-2026',
    title: { en: 'China NHC 2026', zh: '国家卫健委 2026' },
    year: 2026,
    text: withCaveat(
      'China NHC 2026: first visit 1–2 months after surgery, then every 3 months; after 2 years every 3–6 months, lifelong. Evidence level 3, recommendation B.',
      '国家卫健委《原发性肝癌诊疗指南》2026：术后 1–2 个月首次复查，此后每 3 个月一次，2 年后可延长至 3–6 个月，终身随访。证据等级 3，推荐 B。',
    ),
    source: { en: 'National Health Commission of China, guideline for primary liver cancer, 2026', zh: '国家卫生健康委员会《原发性肝癌诊疗指南》2026' },
    strength: { en: 'evidence level 3, recommendation B', zh: '证据等级 3，推荐 B' },
    read: 'original',
    firstVisitMonths: [1, 2],
    phases: [
      { fromMonth: 0, untilMonth: 24, everyMonths: [3, 3] },
      { fromMonth: 24, untilMonth: 36, everyMonths: [3, 6] },
    ],
    tests: ['imaging', 'afp', 'pivka-ii'],
    continues: { en: 'lifelong', zh: '终身随访' },
  },
  {
    id: 'study',
    title: { en: 'Study schedule', zh: '研究方案' },
    year: 2024,
    text: withCaveat(
      'As in the study: every 3 months in year 1, then every 6 months: AFP, liver function, and ultrasound, contrast CT or MRI.',
      '按研究方案：第 1 年每 3 个月一次，此后每 6 个月一次：甲胎蛋白、肝功能，超声、增强 CT 或 MRI。',
    ),
    source: { en: 'Dai and others, J Hepatocell Carcinoma: follow-up of the cohort', zh: 'Dai 等，J Hepatocell Carcinoma：队列随访方案' },
    strength: { en: 'how one cohort was followed, not a recommendation', zh: '单一队列的随访方式，非推荐意见' },
    read: 'original',
    phases: [
      { fromMonth: 0, untilMonth: 12, everyMonths: [3, 3] },
      { fromMonth: 12, untilMonth: 36, everyMonths: [6, 6] },
    ],
    tests: ['imaging', 'afp', 'liver-function'],
    continues: { en: 'every 6 months', zh: '每 6 个月一次' },
  },
  {
    id: 'caca-2022',
    title: { en: 'CACA 2022', zh: '中国抗癌协会 2022' },
    year: 2022,
    text: withCaveat(
      'CACA 2022: every 2–3 months for 2 years (CT or MRI alternating with ultrasound, AFP, PIVKA-II, liver function), every 4–5 months in years 3 to 5, then every 6 months.',
      '中国抗癌协会 2022：2 年内每 2–3 个月一次（CT 或 MRI 与超声交替，甲胎蛋白、PIVKA-II、肝功能），第 3–5 年每 4–5 个月一次，此后每 6 个月一次。',
    ),
    source: {
      en: 'China Anti-Cancer Association guideline 2022, page 50, as cited by a public rule base',
      zh: '中国抗癌协会指南 2022，第 50 页，转引自公开规则库',
    },
    strength: NOT_SEEN,
    read: 'second-hand',
    phases: [
      { fromMonth: 0, untilMonth: 24, everyMonths: [2, 3] },
      { fromMonth: 24, untilMonth: 36, everyMonths: [4, 5] },
    ],
    tests: ['imaging', 'afp', 'pivka-ii', 'liver-function'],
    continues: { en: 'every 4–5 months to year 5, then every 6', zh: '至第 5 年每 4–5 个月一次，此后每 6 个月一次' },
  },
  {
    id: 'esmo-2025',
    title: { en: 'ESMO 2025', zh: 'ESMO 2025' },
    year: 2025,
    text: withCaveat(
      'ESMO 2025: contrast MRI or CT every 3 months for 2 years, then every 6 months; 5 years are named.',
      'ESMO 2025：2 年内每 3 个月一次增强 MRI 或 CT，此后每 6 个月一次；随访 5 年。',
    ),
    source: { en: 'ESMO guideline 2025, Ann Oncol, page 11, as cited by a public rule base', zh: 'ESMO 指南 2025，Ann Oncol，第 11 页，转引自公开规则库' },
    strength: NOT_SEEN,
    read: 'second-hand',
    phases: [
      { fromMonth: 0, untilMonth: 24, everyMonths: [3, 3] },
      { fromMonth: 24, untilMonth: 36, everyMonths: [6, 6] },
    ],
    tests: ['imaging'],
    continues: { en: 'every 6 months to year 5', zh: '至第 5 年每 6 个月一次' },
  },
];

/** The site's rule unless it sets another. */
export const DEFAULT_FOLLOW_UP_RULE = 'nhc-2026';
