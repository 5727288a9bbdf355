// SPDX-License-Identifier: Apache-2.0
export type { AssessmentService, AssessRequest } from './ports.ts';
