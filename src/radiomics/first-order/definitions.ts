// SPDX-License-Identifier: Apache-2.0
import type { FeatureDefinitions } from '../features/definition.ts';
import { kurtosis } from './kurtosis.ts';

/** Features of the grey values alone. */
export const FIRST_ORDER_FEATURES: FeatureDefinitions = {
  Kurtosis: {
    ibsi: 'IPH6',
    formula: 'Fourth central moment of the grey values divided by the squared variance.',
    caveat: "Not the excess: IBSI's value is this minus 3. A flat region gives 0.",
    source: 'IBSI 3.3; PyRadiomics firstorder class',
    compute: (context) => kurtosis(context.values, context.roi),
  },
};
