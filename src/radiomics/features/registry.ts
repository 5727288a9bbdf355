// SPDX-License-Identifier: Apache-2.0
import { FIRST_ORDER_FEATURES } from '../first-order/definitions.ts';
import type { FeatureClass } from '../settings/feature-names.ts';
import type { FeatureRequest } from '../settings/types.ts';
import { SHAPE_FEATURES } from '../shape/definitions.ts';
import { SHAPE_2D_FEATURES } from '../shape-2d/definitions.ts';
import { COOCCURRENCE_FEATURES } from '../texture/cooccurrence-definitions.ts';
import { DEPENDENCE_FEATURES } from '../texture/dependence-definitions.ts';
import { NEIGHBOURHOOD_FEATURES } from '../texture/neighbourhood-definitions.ts';
import { RUN_LENGTH_FEATURES } from '../texture/run-length-definitions.ts';
import { SIZE_ZONE_FEATURES } from '../texture/zone-definitions.ts';
import type { FeatureDefinition, FeatureDefinitions } from './definition.ts';

/** Every feature that the engine computes, by class and name. */
export const FEATURES: Readonly<Record<FeatureClass, FeatureDefinitions>> = {
  shape: SHAPE_FEATURES,
  shape2D: SHAPE_2D_FEATURES,
  firstorder: FIRST_ORDER_FEATURES,
  glcm: COOCCURRENCE_FEATURES,
  glrlm: RUN_LENGTH_FEATURES,
  glszm: SIZE_ZONE_FEATURES,
  gldm: DEPENDENCE_FEATURES,
  ngtdm: NEIGHBOURHOOD_FEATURES,
};

/** Whether there is such a feature. */
export function isSupported({ featureClass, name }: FeatureRequest): boolean {
  return Object.hasOwn(FEATURES[featureClass], name);
}

/** The definition of a feature that the settings' parser let pass. */
export function featureDefinition({ featureClass, name }: FeatureRequest): FeatureDefinition {
  return FEATURES[featureClass][name]!;
}
