// SPDX-License-Identifier: Apache-2.0
export { betaSides, pbeta, pf, pt, qf, qt } from './beta.ts';
export { dbinom, dhyper, pbinom, phyper, pwilcox, wilcoxonProbabilities } from './discrete.ts';
export { gammaSides, pchisq, pgamma, qchisq } from './gamma.ts';
export { dnorm, logPnorm, pnorm, qnorm } from './normal.ts';
export { logChoose, logGamma, type Tail } from './special.ts';
