// SPDX-License-Identifier: Apache-2.0

/** IBSI-1 reference values of the digital phantom; format and origin in parse-reference.ts. */
export const DIGITAL_PHANTOM = `
morph_*: volume 556 ± 4, vol_approx 592 ± 4, area_mesh 388 ± 3, av 0.698 ± 0.004, comp_1 0.0411 ± 0.0003, comp_2 0.599 ± 0.004, sph_dispr 1.19 ± 0.01,
  sphericity 0.843 ± 0.005, asphericity 0.186 ± 0.001, com 0.672 ± 0.004, diam 13.1 ± 0.1, pca_maj_axis 11.4 ± 0.1, pca_min_axis 9.31 ± 0.06, pca_least_axis
  8.54 ± 0.05, pca_elongation 0.816 ± 0.005, pca_flatness 0.749 ± 0.005, vol_dens_aabb 0.869 ± 0.005, area_dens_aabb 0.866 ± 0.005, vol_dens_ombb none,
  area_dens_ombb none, vol_dens_aee 1.17 ± 0.01, area_dens_aee 1.36 ± 0.01, vol_dens_mvee none, area_dens_mvee none, vol_dens_conv_hull 0.961 ± 0.006,
  area_dens_conv_hull 1.03 ± 0.01, integ_int 1200 ± 10, moran_i 0.0397 ± 0.0003, geary_c 0.974 ± 0.006
loc_*: peak_loc 2.6, peak_glob 3.1
stat_*: mean 2.15, var 3.05, skew 1.08, kurt -0.355, median 1, min 1, p10 1, p90 4, max 6, iqr 3, range 5, mad 1.55, rmad 1.11, medad 1.15, cov 0.812, qcod
  0.6, energy 567, rms 2.77
ih_*: mean 2.15, var 3.05, skew 1.08, kurt -0.355, median 1, min 1, p10 1, p90 4, max 6, mode 1, iqr 3, range 5, mad 1.55, rmad 1.11, medad 1.15, cov 0.812,
  qcod 0.6, entropy 1.27, uniformity 0.512, max_grad 8, max_grad_g 3, min_grad -50, min_grad_g 1
ivh_*: v10 0.324, v90 0.0946, i10 5, i90 2, diff_v10_v90 0.23, diff_i10_i90 3, auc none
cm_*_2D_avg: joint_max 0.519, joint_avg 2.14, joint_var 2.69, joint_entr 2.05, diff_avg 1.42, diff_var 2.9, diff_entr 1.4, sum_avg 4.28, sum_var 5.47,
  sum_entr 1.6, energy 0.368, contrast 5.28, dissimilarity 1.42, inv_diff 0.678, inv_diff_norm 0.851, inv_diff_mom 0.619, inv_diff_mom_norm 0.899, inv_var
  0.0567, corr -0.0121, auto_corr 5.09, clust_tend 5.47, clust_shade 7, clust_prom 79.1, info_corr1 -0.155, info_corr2 0.487
cm_*_2D_comb: joint_max 0.512, joint_avg 2.14, joint_var 2.71, joint_entr 2.24, diff_avg 1.4, diff_var 3.06, diff_entr 1.49, sum_avg 4.29, sum_var 5.66,
  sum_entr 1.79, energy 0.352, contrast 5.19, dissimilarity 1.4, inv_diff 0.683, inv_diff_norm 0.854, inv_diff_mom 0.625, inv_diff_mom_norm 0.901, inv_var
  0.0553, corr 0.0173, auto_corr 5.14, clust_tend 5.66, clust_shade 6.98, clust_prom 80.4, info_corr1 -0.0341, info_corr2 0.263
cm_*_2_5D_avg: joint_max 0.489, joint_avg 2.2, joint_var 3.22, joint_entr 2.48, diff_avg 1.46, diff_var 3.11, diff_entr 1.61, sum_avg 4.41, sum_var 7.48,
  sum_entr 2.01, energy 0.286, contrast 5.39, dissimilarity 1.46, inv_diff 0.668, inv_diff_norm 0.847, inv_diff_mom 0.606, inv_diff_mom_norm 0.897, inv_var
  0.0597, corr 0.178, auto_corr 5.4, clust_tend 7.48, clust_shade 16.6, clust_prom 147, info_corr1 -0.124, info_corr2 0.487
cm_*_2_5D_comb: joint_max 0.492, joint_avg 2.2, joint_var 3.24, joint_entr 2.61, diff_avg 1.44, diff_var 3.23, diff_entr 1.67, sum_avg 4.41, sum_var 7.65,
  sum_entr 2.14, energy 0.277, contrast 5.29, dissimilarity 1.44, inv_diff 0.673, inv_diff_norm 0.85, inv_diff_mom 0.613, inv_diff_mom_norm 0.899, inv_var
  0.0582, corr 0.182, auto_corr 5.45, clust_tend 7.65, clust_shade 16.4, clust_prom 142, info_corr1 -0.0334, info_corr2 0.291
cm_*_3D_avg: joint_max 0.503, joint_avg 2.14, joint_var 3.1, joint_entr 2.4, diff_avg 1.43, diff_var 3.06, diff_entr 1.56, sum_avg 4.29, sum_var 7.07,
  sum_entr 1.92, energy 0.303, contrast 5.32, dissimilarity 1.43, inv_diff 0.677, inv_diff_norm 0.851, inv_diff_mom 0.618, inv_diff_mom_norm 0.898, inv_var
  0.0604, corr 0.157, auto_corr 5.06, clust_tend 7.07, clust_shade 16.6, clust_prom 145, info_corr1 -0.157, info_corr2 0.52
cm_*_3D_comb: joint_max 0.509, joint_avg 2.15, joint_var 3.13, joint_entr 2.57, diff_avg 1.38, diff_var 3.21, diff_entr 1.64, sum_avg 4.3, sum_var 7.41,
  sum_entr 2.11, energy 0.291, contrast 5.12, dissimilarity 1.38, inv_diff 0.688, inv_diff_norm 0.856, inv_diff_mom 0.631, inv_diff_mom_norm 0.902, inv_var
  0.0574, corr 0.183, auto_corr 5.19, clust_tend 7.41, clust_shade 17.4, clust_prom 147, info_corr1 -0.0288, info_corr2 0.269
rlm_*_2D_avg: sre 0.641, lre 3.78, lgre 0.604, hgre 9.82, srlge 0.294, srhge 8.57, lrlge 3.14, lrhge 17.4, glnu 5.2, glnu_norm 0.46, rlnu 6.12, rlnu_norm
  0.492, r_perc 0.627, gl_var 3.35, rl_var 0.761, rl_entr 2.17
rlm_*_2D_comb: sre 0.661, lre 3.51, lgre 0.609, hgre 9.74, srlge 0.311, srhge 8.67, lrlge 2.92, lrhge 16.1, glnu 20.5, glnu_norm 0.456, rlnu 21.6, rlnu_norm
  0.441, r_perc 0.627, gl_var 3.37, rl_var 0.778, rl_entr 2.57
rlm_*_2_5D_avg: sre 0.665, lre 3.46, lgre 0.58, hgre 10.3, srlge 0.296, srhge 9.03, lrlge 2.79, lrhge 17.9, glnu 19.5, glnu_norm 0.413, rlnu 22.3, rlnu_norm
  0.461, r_perc 0.632, gl_var 3.58, rl_var 0.758, rl_entr 2.52
rlm_*_2_5D_comb: sre 0.68, lre 3.27, lgre 0.585, hgre 10.2, srlge 0.312, srhge 9.05, lrlge 2.63, lrhge 17, glnu 77.1, glnu_norm 0.412, rlnu 83.2, rlnu_norm
  0.445, r_perc 0.632, gl_var 3.59, rl_var 0.767, rl_entr 2.76
rlm_*_3D_avg: sre 0.705, lre 3.06, lgre 0.603, hgre 9.7, srlge 0.352, srhge 8.54, lrlge 2.39, lrhge 17.6, glnu 21.8, glnu_norm 0.43, rlnu 26.9, rlnu_norm
  0.513, r_perc 0.68, gl_var 3.46, rl_var 0.574, rl_entr 2.43
rlm_*_3D_comb: sre 0.729, lre 2.76, lgre 0.607, hgre 9.64, srlge 0.372, srhge 8.67, lrlge 2.16, lrhge 15.6, glnu 281, glnu_norm 0.43, rlnu 328, rlnu_norm
  0.501, r_perc 0.68, gl_var 3.48, rl_var 0.598, rl_entr 2.62
szm_*_2D: sze 0.363, lze 43.9, lgze 0.371, hgze 16.4, szlge 0.0259, szhge 10.3, lzlge 40.4, lzhge 113, glnu 1.41, glnu_norm 0.323, zsnu 1.49, zsnu_norm 0.333,
  z_perc 0.24, gl_var 3.97, zs_var 21, zs_entr 1.93
szm_*_2_5D: sze 0.368, lze 34.2, lgze 0.368, hgze 16.2, szlge 0.0295, szhge 9.87, lzlge 30.6, lzhge 107, glnu 5.44, glnu_norm 0.302, zsnu 3.44, zsnu_norm
  0.191, z_perc 0.243, gl_var 3.92, zs_var 17.3, zs_entr 3.08
szm_*_3D: sze 0.255, lze 550, lgze 0.253, hgze 15.6, szlge 0.0256, szhge 2.76, lzlge 503, lzhge 1490, glnu 1.4, glnu_norm 0.28, zsnu 1, zsnu_norm 0.2, z_perc
  0.0676, gl_var 2.64, zs_var 331, zs_entr 2.32
dzm_*_2D: sde 0.946, lde 1.21, lgze 0.371, hgze 16.4, sdlge 0.367, sdhge 15.2, ldlge 0.386, ldhge 21.3, glnu 1.41, glnu_norm 0.323, zdnu 3.79, zdnu_norm
  0.898, z_perc 0.24, gl_var 3.97, zd_var 0.051, zd_entr 1.73
dzm_*_2_5D: sde 0.917, lde 1.33, lgze 0.368, hgze 16.2, sdlge 0.362, sdhge 14.3, ldlge 0.391, ldhge 23.7, glnu 5.44, glnu_norm 0.302, zdnu 14.4, zdnu_norm
  0.802, z_perc 0.243, gl_var 3.92, zd_var 0.0988, zd_entr 2
dzm_*_3D: sde 1, lde 1, lgze 0.253, hgze 15.6, sdlge 0.253, sdhge 15.6, ldlge 0.253, ldhge 15.6, glnu 1.4, glnu_norm 0.28, zdnu 5, zdnu_norm 1, z_perc 0.0676,
  gl_var 2.64, zd_var 0, zd_entr 1.92
ngt_*_2D: coarseness 0.121, contrast 0.925, busyness 2.99, complexity 10.4, strength 2.88
ngt_*_2_5D: coarseness 0.0285, contrast 0.601, busyness 6.8, complexity 14.1, strength 0.741
ngt_*_3D: coarseness 0.0296, contrast 0.584, busyness 6.54, complexity 13.5, strength 0.763
ngl_*_2D: lde 0.158, hde 19.2, lgce 0.702, hgce 7.49, ldlge 0.0473, ldhge 3.06, hdlge 17.6, hdhge 49.5, glnu 10.2, glnu_norm 0.562, dcnu 3.96, dcnu_norm
  0.212, dc_perc 1, gl_var 2.7, dc_var 2.73, dc_entr 2.71, dc_energy 0.17
ngl_*_2_5D: lde 0.159, hde 18.8, lgce 0.693, hgce 7.66, ldlge 0.0477, ldhge 3.07, hdlge 17.2, hdhge 50.8, glnu 37.9, glnu_norm 0.512, dcnu 12.4, dcnu_norm
  0.167, dc_perc 1, gl_var 3.05, dc_var 3.27, dc_entr 3.36, dc_energy 0.122
ngl_*_3D: lde 0.045, hde 109, lgce 0.693, hgce 7.66, ldlge 0.00963, ldhge 0.736, hdlge 102, hdhge 235, glnu 37.9, glnu_norm 0.512, dcnu 4.86, dcnu_norm
  0.0657, dc_perc 1, gl_var 3.05, dc_var 22.1, dc_entr 4.4, dc_energy 0.0533
`;
