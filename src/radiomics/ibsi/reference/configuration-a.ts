// SPDX-License-Identifier: Apache-2.0

/** IBSI-1 reference values of configuration A; format and origin in parse-reference.ts. */
export const CONFIGURATION_A = `
*_init_img: img_dim_x 204, img_dim_y 201, img_dim_z 60, vox_dim_x 0.977, vox_dim_y 0.977, vox_dim_z 3, mean_int -266, min_int -1000, max_int 3065
*_interp_img: img_dim_x 204 ± 1, img_dim_y 201 ± 1, img_dim_z 60, vox_dim_x 0.977, vox_dim_y 0.977, vox_dim_z 3, mean_int -266 ± 3, min_int -1000, max_int
  3065 ± 40
*_init_roi: int_mask_dim_x 204, int_mask_dim_y 201, int_mask_dim_z 60, int_mask_bb_dim_x 100, int_mask_bb_dim_y 99, int_mask_bb_dim_z 26, morph_mask_bb_dim_x
  100, morph_mask_bb_dim_y 99, morph_mask_bb_dim_z 26, int_mask_vox_count 125256, morph_mask_vox_count 125256, int_mask_mean_int -46.9, int_mask_min_int
  -1000, int_mask_max_int 723
*_interp_roi: int_mask_dim_x 204 ± 1, int_mask_dim_y 201 ± 1, int_mask_dim_z 60, int_mask_bb_dim_x 100 ± 1, int_mask_bb_dim_y 99 ± 0.3, int_mask_bb_dim_z 26,
  morph_mask_bb_dim_x 100 ± 1, morph_mask_bb_dim_y 99 ± 0.3, morph_mask_bb_dim_z 26, int_mask_vox_count 125256 ± 1000, morph_mask_vox_count 125256 ± 1000,
  int_mask_mean_int -46.9 ± 0.1, int_mask_min_int -1000 ± 10, int_mask_max_int 723 ± 7
*_reseg_roi: int_mask_dim_x 204 ± 1, int_mask_dim_y 201 ± 1, int_mask_dim_z 60, int_mask_bb_dim_x 100 ± 1, int_mask_bb_dim_y 99 ± 0.3, int_mask_bb_dim_z 26,
  morph_mask_bb_dim_x 100 ± 1, morph_mask_bb_dim_y 99 ± 0.3, morph_mask_bb_dim_z 26, int_mask_vox_count 114596 ± 1000, morph_mask_vox_count 125256 ± 1000,
  int_mask_mean_int 13.4 ± 1.1, int_mask_min_int -500, int_mask_max_int 377 ± 9
morph_*: volume 358000 ± 5000, vol_approx 359000 ± 5000, area_mesh 35700 ± 300, av 0.0996 ± 0.0005, comp_1 0.03 ± 0.0001, comp_2 0.319 ± 0.001, sph_dispr 1.46
  ± 0.01, sphericity 0.683 ± 0.001, asphericity 0.463 ± 0.002, com 52.9 ± 28.7, diam 125 ± 1, pca_maj_axis 92.7 ± 0.4, pca_min_axis 81.5 ± 0.4, pca_least_axis
  70.1 ± 0.3, pca_elongation 0.879 ± 0.001, pca_flatness 0.756 ± 0.001, vol_dens_aabb 0.486 ± 0.003, area_dens_aabb 0.725 ± 0.003, vol_dens_ombb none,
  area_dens_ombb none, vol_dens_aee 1.29 ± 0.01, area_dens_aee 1.71 ± 0.01, vol_dens_mvee none, area_dens_mvee none, vol_dens_conv_hull 0.827 ± 0.001,
  area_dens_conv_hull 1.18 ± 0.01, integ_int 4810000 ± 320000, moran_i 0.0322 ± 0.0002, geary_c 0.863 ± 0.001
loc_*: peak_loc -277 ± 10, peak_glob 189 ± 5
stat_*: mean 13.4 ± 1.1, var 14200 ± 400, skew -2.47 ± 0.05, kurt 5.96 ± 0.24, median 46 ± 0.3, min -500, p10 -129 ± 8, p90 95, max 377 ± 9, iqr 56 ± 0.5,
  range 877 ± 9, mad 73.6 ± 1.4, rmad 27.7 ± 0.8, medad 64.3 ± 1, cov 8.9 ± 4.98, qcod 0.636 ± 0.008, energy 1650000000 ± 20000000, rms 120 ± 2
ih_*: mean 21.1 ± 0.1, var 22.8 ± 0.6, skew -2.46 ± 0.05, kurt 5.9 ± 0.24, median 22, min 1, p10 15 ± 0.4, p90 24, max 36 ± 0.4, mode 23, iqr 2, range 35 ±
  0.4, mad 2.94 ± 0.06, rmad 1.18 ± 0.04, medad 2.58 ± 0.05, cov 0.227 ± 0.004, qcod 0.0455, entropy 3.36 ± 0.03, uniformity 0.15 ± 0.002, max_grad 11000 ±
  100, max_grad_g 21, min_grad -10100 ± 100, min_grad_g 24
ivh_*: v10 0.978 ± 0.001, v90 6.98E-05 ± 1.03E-05, i10 96, i90 -128 ± 8, diff_v10_v90 0.978 ± 0.001, diff_i10_i90 224 ± 8, auc none
cm_*_2D_avg: joint_max 0.109 ± 0.001, joint_avg 20.6 ± 0.1, joint_var 27 ± 0.4, joint_entr 5.82 ± 0.04, diff_avg 1.58 ± 0.03, diff_var 4.94 ± 0.19, diff_entr
  2.27 ± 0.03, sum_avg 41.3 ± 0.1, sum_var 100 ± 1, sum_entr 4.19 ± 0.03, energy 0.045 ± 0.0008, contrast 7.85 ± 0.26, dissimilarity 1.58 ± 0.03, inv_diff
  0.581 ± 0.003, inv_diff_norm 0.961 ± 0.001, inv_diff_mom 0.544 ± 0.003, inv_diff_mom_norm 0.994 ± 0.001, inv_var 0.441 ± 0.001, corr 0.778 ± 0.002,
  auto_corr 455 ± 2, clust_tend 100 ± 1, clust_shade -1040 ± 20, clust_prom 52700 ± 500, info_corr1 -0.236 ± 0.001, info_corr2 0.863 ± 0.003
cm_*_2D_comb: joint_max 0.109 ± 0.001, joint_avg 20.6 ± 0.1, joint_var 27 ± 0.4, joint_entr 5.9 ± 0.04, diff_avg 1.57 ± 0.03, diff_var 4.96 ± 0.19, diff_entr
  2.28 ± 0.03, sum_avg 41.3 ± 0.1, sum_var 100 ± 1, sum_entr 4.21 ± 0.03, energy 0.0446 ± 0.0008, contrast 7.82 ± 0.26, dissimilarity 1.57 ± 0.03, inv_diff
  0.581 ± 0.003, inv_diff_norm 0.961 ± 0.001, inv_diff_mom 0.544 ± 0.003, inv_diff_mom_norm 0.994 ± 0.001, inv_var 0.441 ± 0.001, corr 0.78 ± 0.002, auto_corr
  455 ± 2, clust_tend 100 ± 1, clust_shade -1050 ± 20, clust_prom 52800 ± 500, info_corr1 -0.214 ± 0.001, info_corr2 0.851 ± 0.002
cm_*_2_5D_avg: joint_max 0.0943 ± 0.0008, joint_avg 21.3 ± 0.1, joint_var 18.6 ± 0.5, joint_entr 5.78 ± 0.04, diff_avg 1.35 ± 0.03, diff_var 4.12 ± 0.2,
  diff_entr 2.16 ± 0.03, sum_avg 42.7 ± 0.1, sum_var 68.5 ± 1.3, sum_entr 4.17 ± 0.03, energy 0.0429 ± 0.0007, contrast 5.96 ± 0.27, dissimilarity 1.35 ±
  0.03, inv_diff 0.605 ± 0.003, inv_diff_norm 0.966 ± 0.001, inv_diff_mom 0.573 ± 0.003, inv_diff_mom_norm 0.996 ± 0.001, inv_var 0.461 ± 0.002, corr 0.839 ±
  0.003, auto_corr 471 ± 2, clust_tend 68.5 ± 1.3, clust_shade -1490 ± 30, clust_prom 47600 ± 700, info_corr1 -0.231 ± 0.001, info_corr2 0.879 ± 0.001
cm_*_2_5D_comb: joint_max 0.0943 ± 0.0008, joint_avg 21.3 ± 0.1, joint_var 18.6 ± 0.5, joint_entr 5.79 ± 0.04, diff_avg 1.35 ± 0.03, diff_var 4.14 ± 0.2,
  diff_entr 2.16 ± 0.03, sum_avg 42.7 ± 0.1, sum_var 68.5 ± 1.3, sum_entr 4.18 ± 0.03, energy 0.0427 ± 0.0007, contrast 5.95 ± 0.27, dissimilarity 1.35 ±
  0.03, inv_diff 0.605 ± 0.003, inv_diff_norm 0.966 ± 0.001, inv_diff_mom 0.573 ± 0.003, inv_diff_mom_norm 0.996 ± 0.001, inv_var 0.461 ± 0.002, corr 0.84 ±
  0.003, auto_corr 471 ± 2, clust_tend 68.5 ± 1.3, clust_shade -1490 ± 30, clust_prom 47700 ± 700, info_corr1 -0.228 ± 0.001, info_corr2 0.88 ± 0.001
rlm_*_2D_avg: sre 0.785 ± 0.003, lre 2.91 ± 0.03, lgre 0.0264 ± 0.0003, hgre 428 ± 3, srlge 0.0243 ± 0.0003, srhge 320 ± 1, lrlge 0.0386 ± 0.0003, lrhge 1410
  ± 20, glnu 432 ± 1, glnu_norm 0.128 ± 0.003, rlnu 1650 ± 10, rlnu_norm 0.579 ± 0.003, r_perc 0.704 ± 0.003, gl_var 33.7 ± 0.6, rl_var 0.828 ± 0.008, rl_entr
  4.73 ± 0.02
rlm_*_2D_comb: sre 0.786 ± 0.003, lre 2.89 ± 0.03, lgre 0.0264 ± 0.0003, hgre 428 ± 3, srlge 0.0243 ± 0.0003, srhge 320 ± 1, lrlge 0.0385 ± 0.0003, lrhge 1400
  ± 20, glnu 1730 ± 10, glnu_norm 0.128 ± 0.003, rlnu 6600 ± 30, rlnu_norm 0.579 ± 0.003, r_perc 0.704 ± 0.003, gl_var 33.7 ± 0.6, rl_var 0.826 ± 0.008,
  rl_entr 4.76 ± 0.02
rlm_*_2_5D_avg: sre 0.768 ± 0.003, lre 3.09 ± 0.03, lgre 0.0148 ± 0.0004, hgre 449 ± 3, srlge 0.0135 ± 0.0004, srhge 332 ± 1, lrlge 0.0229 ± 0.0004, lrhge
  1500 ± 20, glnu 9850 ± 10, glnu_norm 0.126 ± 0.003, rlnu 42700 ± 200, rlnu_norm 0.548 ± 0.003, r_perc 0.68 ± 0.003, gl_var 29.1 ± 0.6, rl_var 0.916 ± 0.011,
  rl_entr 4.87 ± 0.01
rlm_*_2_5D_comb: sre 0.769 ± 0.003, lre 3.08 ± 0.03, lgre 0.0147 ± 0.0004, hgre 449 ± 3, srlge 0.0135 ± 0.0004, srhge 333 ± 1, lrlge 0.0228 ± 0.0004, lrhge
  1500 ± 20, glnu 39400 ± 100, glnu_norm 0.126 ± 0.003, rlnu 171000 ± 1000, rlnu_norm 0.548 ± 0.003, r_perc 0.68 ± 0.003, gl_var 29.1 ± 0.6, rl_var 0.914 ±
  0.011, rl_entr 4.87 ± 0.01
szm_*_2D: sze 0.688 ± 0.003, lze 625 ± 9, lgze 0.0368 ± 0.0005, hgze 363 ± 3, szlge 0.0298 ± 0.0005, szhge 226 ± 1, lzlge 1.35 ± 0.03, lzhge 316000 ± 5000,
  glnu 82.2 ± 0.1, glnu_norm 0.0728 ± 0.0014, zsnu 479 ± 4, zsnu_norm 0.44 ± 0.004, z_perc 0.3 ± 0.003, gl_var 42.7 ± 0.7, zs_var 609 ± 9, zs_entr 5.92 ± 0.02
szm_*_2_5D: sze 0.68 ± 0.003, lze 675 ± 8, lgze 0.0291 ± 0.0005, hgze 370 ± 3, szlge 0.0237 ± 0.0005, szhge 229 ± 1, lzlge 1.44 ± 0.02, lzhge 338000 ± 5000,
  glnu 1800 ± 10, glnu_norm 0.0622 ± 0.0007, zsnu 12400 ± 100, zsnu_norm 0.427 ± 0.004, z_perc 0.253 ± 0.004, gl_var 47.9 ± 0.4, zs_var 660 ± 8, zs_entr 6.39
  ± 0.01
dzm_*_2D: sde 0.192 ± 0.006, lde 161 ± 1, lgze 0.0368 ± 0.0005, hgze 363 ± 3, sdlge 0.00913 ± 0.00023, sdhge 60.1 ± 3.3, ldlge 2.96 ± 0.02, ldhge 70100 ± 100,
  glnu 82.2 ± 0.1, glnu_norm 0.0728 ± 0.0014, zdnu 64 ± 0.4, zdnu_norm 0.0716 ± 0.0022, z_perc 0.3 ± 0.003, gl_var 42.7 ± 0.7, zd_var 69.4 ± 0.1, zd_entr 8 ±
  0.04
dzm_*_2_5D: sde 0.168 ± 0.005, lde 178 ± 1, lgze 0.0291 ± 0.0005, hgze 370 ± 3, sdlge 0.00788 ± 0.00022, sdhge 49.5 ± 2.8, ldlge 2.31 ± 0.01, ldhge 79500 ±
  100, glnu 1800 ± 10, glnu_norm 0.0622 ± 0.0007, zdnu 1570 ± 10, zdnu_norm 0.0543 ± 0.0014, z_perc 0.253 ± 0.004, gl_var 47.9 ± 0.4, zd_var 78.9 ± 0.1,
  zd_entr 8.87 ± 0.03
ngt_*_2D: coarseness 0.00629 ± 0.00046, contrast 0.107 ± 0.002, busyness 0.489 ± 0.001, complexity 438 ± 9, strength 3.33 ± 0.08
ngt_*_2_5D: coarseness 9.06E-05 ± 3.3E-06, contrast 0.0345 ± 0.0009, busyness 8.84 ± 0.01, complexity 580 ± 19, strength 0.0904 ± 0.0027
ngl_*_2D: lde 0.281 ± 0.003, hde 14.8 ± 0.1, lgce 0.0233 ± 0.0003, hgce 446 ± 2, ldlge 0.0137 ± 0.0002, ldhge 94.2 ± 0.4, hdlge 0.116 ± 0.001, hdhge 7540 ±
  60, glnu 757 ± 1, glnu_norm 0.151 ± 0.003, dcnu 709 ± 2, dcnu_norm 0.175 ± 0.001, dc_perc 1, gl_var 31.1 ± 0.5, dc_var 3.12 ± 0.02, dc_entr 5.76 ± 0.02,
  dc_energy 0.0268 ± 0.0004
ngl_*_2_5D: lde 0.243 ± 0.004, hde 16.1 ± 0.2, lgce 0.0115 ± 0.0003, hgce 466 ± 2, ldlge 0.00664 ± 0.0002, ldhge 91.9 ± 0.5, hdlge 0.0674 ± 0.0004, hdhge 8100
  ± 60, glnu 17200 ± 100, glnu_norm 0.15 ± 0.002, dcnu 17500 ± 100, dcnu_norm 0.153 ± 0.001, dc_perc 1, gl_var 22.8 ± 0.6, dc_var 3.37 ± 0.01, dc_entr 5.93 ±
  0.02, dc_energy 0.0245 ± 0.0003
`;
