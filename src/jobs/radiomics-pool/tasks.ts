// SPDX-License-Identifier: Apache-2.0

/** What one thread computes in one go: images that share work (bands of one wavelet branch, the patterns of one sphere). */
export interface ImageTask {
  /** Names of the images, or `shape`. */
  readonly images: readonly string[];
  /** Full feature names. */
  readonly features: readonly string[];
}

/** Images with the same key share intermediate results, so they stay on one thread. */
function branchOf(image: string): string {
  if (image.startsWith('lbp-3D')) return 'lbp-3D';
  return /^wavelet\d*-./.exec(image)?.[0] ?? image;
}

/** Rough cost of making one image and its features, against the original image's. It only orders the work. */
function costOf(image: string): number {
  if (image.startsWith('lbp-3D')) return 3;
  return /^(wavelet|log-)/.test(image) ? 2 : 1;
}

/** Tasks in the order in which free threads take them: costly ones first, so that all threads end together. */
export function imageTasks(plans: readonly { readonly image: string; readonly features: readonly string[] }[]): ImageTask[] {
  const branches = new Map<string, { images: string[]; features: string[]; cost: number }>();
  for (const { image, features } of plans) {
    const branch = branches.get(branchOf(image)) ?? { images: [], features: [], cost: 0 };
    branch.images.push(image);
    branch.features.push(...features);
    branch.cost += costOf(image);
    branches.set(branchOf(image), branch);
  }
  return [...branches.values()].sort((a, b) => b.cost - a.cost).map(({ images, features }) => ({ images, features }));
}
