// SPDX-License-Identifier: Apache-2.0
import type { Column } from '../core/columns.ts';
import type { Surv } from '../core/surv.ts';
import type { CoxOptions } from '../cox/coxph.ts';
import { type CalibrationGroups, calibrationGroups, type ObservedExpected, observedExpected } from './groups.ts';
import { type SmoothCalibration, smoothCalibration } from './smooth.ts';

/** Options of `calibrate`. */
export interface CalibrateOptions extends Pick<CoxOptions, 'ties' | 'control'> {
  /** Wanted number of groups (default 4). */
  readonly groups?: number;
  readonly level?: number;
}

/** Calibration of a model at one time. */
export interface Calibrate {
  readonly time: number;
  readonly groups: CalibrationGroups;
  readonly smooth: SmoothCalibration;
  readonly inTheLarge: ObservedExpected;
}

/**
 * Calibration at a time: groups (the apparent part of R's `rms::calibrate(cmethod = "KM")`), smooth curve with ICI, E50, E90, and O/E.
 * @param predictedRisk 1 - S_i(t) under the model, in [0, 1]
 * @throws SurvivalError as `calibrationGroups`, `smoothCalibration` and `observedExpected`
 */
export function calibrate(surv: Surv, predictedRisk: Column, time: number, { groups = 4, level = 0.95, ...cox }: CalibrateOptions = {}): Calibrate {
  return {
    time,
    groups: calibrationGroups(
      surv,
      Float64Array.from(predictedRisk, (risk) => 1 - risk),
      time,
      groups,
    ),
    smooth: smoothCalibration(surv, predictedRisk, time, cox),
    inTheLarge: observedExpected(surv, predictedRisk, time, level),
  };
}
