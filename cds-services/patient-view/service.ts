// SPDX-License-Identifier: Apache-2.0
import { type CdsService, subjectOf } from '../service.ts';

/** Somebody opens a chart. Nobody asked, so it speaks only when an estimate is possible. */
export const patientView: CdsService = {
  id: 'hcc-rfs-patient-view',
  hook: 'patient-view',
  title: (answers) => `${subjectOf(answers)}: in the chart`,
  description: () => 'When the chart of a patient with a planned resection of hepatocellular carcinoma is opened: the current estimate, if one is possible.',
  withOrders: true,
  answersAlways: false,
  trigger: () => ({ kind: 'ask' }),
};
