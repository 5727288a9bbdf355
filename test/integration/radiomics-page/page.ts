// SPDX-License-Identifier: Apache-2.0
// What the page runs: the engine as any browser application would import it, on a synthetic case.
import { extractFeatures } from '../../../src/radiomics/extract.ts';
import { fastestKernels } from '../../../src/radiomics/kernels/fastest.ts';
import { RAD_SCORE_PROFILE } from '../../../src/radiomics/params.ts';
import { syntheticCase } from '../../radiomics/support/cases.ts';
import { bytesOf } from './bytes.ts';

const { image, mask } = syntheticCase();
const start = performance.now();
const { features } = extractFeatures(image, mask, RAD_SCORE_PROFILE);
const result = { kernels: fastestKernels().kind, ms: performance.now() - start, features: bytesOf(features) };
document.body.textContent = JSON.stringify(result);
document.body.dataset.done = 'yes';
