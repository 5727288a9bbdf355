// SPDX-License-Identifier: Apache-2.0

/** IBSI-1 reference values of configuration E; format and origin in parse-reference.ts. */
export const CONFIGURATION_E = `
*_init_img: img_dim_x 204, img_dim_y 201, img_dim_z 60, vox_dim_x 0.977, vox_dim_y 0.977, vox_dim_z 3, mean_int -266, min_int -1000, max_int 3065
*_interp_img: img_dim_x 100 ± 1, img_dim_y 99 ± 0.8, img_dim_z 90, vox_dim_x 2, vox_dim_y 2, vox_dim_z 2, mean_int -270 ± 3, min_int -1111 ± 10, max_int 2637
  ± 30
*_init_roi: int_mask_dim_x 204, int_mask_dim_y 201, int_mask_dim_z 60, int_mask_bb_dim_x 100, int_mask_bb_dim_y 99, int_mask_bb_dim_z 26, morph_mask_bb_dim_x
  100, morph_mask_bb_dim_y 99, morph_mask_bb_dim_z 26, int_mask_vox_count 125256, morph_mask_vox_count 125256, int_mask_mean_int -46.9, int_mask_min_int
  -1000, int_mask_max_int 723
*_interp_roi: int_mask_dim_x 100 ± 1, int_mask_dim_y 99 ± 0.8, int_mask_dim_z 90, int_mask_bb_dim_x 49 ± 0.2, int_mask_bb_dim_y 49 ± 0.3, int_mask_bb_dim_z 40
  ± 0.1, morph_mask_bb_dim_x 49 ± 0.2, morph_mask_bb_dim_y 49 ± 0.3, morph_mask_bb_dim_z 40 ± 0.1, int_mask_vox_count 45985 ± 100, morph_mask_vox_count 45985
  ± 100, int_mask_mean_int -48.3 ± 0.1, int_mask_min_int -966 ± 1, int_mask_max_int 627 ± 5
*_reseg_roi: int_mask_dim_x 100 ± 1, int_mask_dim_y 99 ± 0.8, int_mask_dim_z 90, int_mask_bb_dim_x 49 ± 0.3, int_mask_bb_dim_y 49 ± 0.3, int_mask_bb_dim_z 40
  ± 0.3, morph_mask_bb_dim_x 49 ± 0.3, morph_mask_bb_dim_y 49 ± 0.3, morph_mask_bb_dim_z 40 ± 0.3, int_mask_vox_count 44484 ± 800, morph_mask_vox_count 45985
  ± 700, int_mask_mean_int -22.6 ± 4.1, int_mask_min_int -743 ± 13, int_mask_max_int 345 ± 9
morph_*: volume 367000 ± 6000, vol_approx 368000 ± 6000, area_mesh 34300 ± 400, av 0.0934 ± 0.0007, comp_1 0.0326 ± 0.0002, comp_2 0.378 ± 0.004, sph_dispr
  1.38 ± 0.01, sphericity 0.723 ± 0.003, asphericity 0.383 ± 0.004, com 68.5 ± 2.1, diam 125 ± 1, pca_maj_axis 93.3 ± 0.5, pca_min_axis 82 ± 0.5,
  pca_least_axis 70.9 ± 0.4, pca_elongation 0.879 ± 0.001, pca_flatness 0.76 ± 0.001, vol_dens_aabb 0.478 ± 0.003, area_dens_aabb 0.678 ± 0.003, vol_dens_ombb
  none, area_dens_ombb none, vol_dens_aee 1.29 ± 0.01, area_dens_aee 1.62 ± 0.01, vol_dens_mvee none, area_dens_mvee none, vol_dens_conv_hull 0.834 ± 0.002,
  area_dens_conv_hull 1.13 ± 0.01, integ_int -8310000 ± 1600000, moran_i 0.0596 ± 0.0014, geary_c 0.853 ± 0.001
loc_*: peak_loc 181 ± 13, peak_glob 181 ± 5
stat_*: mean -22.6 ± 4.1, var 35100 ± 2200, skew -2.3 ± 0.07, kurt 4.44 ± 0.33, median 43 ± 0.5, min -743 ± 13, p10 -310 ± 21, p90 93 ± 0.2, max 345 ± 9, iqr
  62 ± 3.5, range 1090 ± 30, mad 125 ± 6, rmad 46.5 ± 3.7, medad 97.9 ± 3.9, cov -8.28 ± 0.95, qcod 0.795 ± 0.337, energy 1580000000 ± 140000000, rms 189 ± 7
ih_*: mean 21.7 ± 0.3, var 30.4 ± 0.8, skew -2.29 ± 0.07, kurt 4.4 ± 0.33, median 24 ± 0.2, min 1, p10 13 ± 0.7, p90 25 ± 0.2, max 32, mode 24 ± 0.1, iqr 1 ±
  0.06, range 31, mad 3.69 ± 0.1, rmad 1.46 ± 0.09, medad 2.89 ± 0.07, cov 0.254 ± 0.006, qcod 0.0213 ± 0.0015, entropy 3.22 ± 0.02, uniformity 0.184 ± 0.001,
  max_grad 6010 ± 130, max_grad_g 23 ± 0.2, min_grad -6110 ± 180, min_grad_g 25 ± 0.2
ivh_*: v10 0.975 ± 0.002, v90 0.000157 ± 0.000248, i10 770 ± 5, i90 399 ± 17, diff_v10_v90 0.974 ± 0.001, diff_i10_i90 371 ± 13, auc none
cm_*_3D_avg: joint_max 0.153 ± 0.003, joint_avg 22.1 ± 0.3, joint_var 24.4 ± 0.9, joint_entr 5.6 ± 0.03, diff_avg 1.7 ± 0.01, diff_var 8.22 ± 0.06, diff_entr
  2.39 ± 0.01, sum_avg 44.3 ± 0.4, sum_var 86.6 ± 3.3, sum_entr 3.96 ± 0.02, energy 0.0638 ± 0.0009, contrast 11.1 ± 0.1, dissimilarity 1.7 ± 0.01, inv_diff
  0.608 ± 0.001, inv_diff_norm 0.955 ± 0.001, inv_diff_mom 0.576 ± 0.001, inv_diff_mom_norm 0.99 ± 0.001, inv_var 0.41 ± 0.004, corr 0.771 ± 0.006, auto_corr
  509 ± 8, clust_tend 86.6 ± 3.3, clust_shade -2070 ± 70, clust_prom 68900 ± 2100, info_corr1 -0.181 ± 0.003, info_corr2 0.813 ± 0.004
cm_*_3D_comb: joint_max 0.153 ± 0.003, joint_avg 22.1 ± 0.3, joint_var 24.4 ± 0.9, joint_entr 5.61 ± 0.03, diff_avg 1.7 ± 0.01, diff_var 8.23 ± 0.06,
  diff_entr 2.4 ± 0.01, sum_avg 44.3 ± 0.4, sum_var 86.7 ± 3.3, sum_entr 3.97 ± 0.02, energy 0.0635 ± 0.0009, contrast 11.1 ± 0.1, dissimilarity 1.7 ± 0.01,
  inv_diff 0.608 ± 0.001, inv_diff_norm 0.955 ± 0.001, inv_diff_mom 0.577 ± 0.001, inv_diff_mom_norm 0.99 ± 0.001, inv_var 0.41 ± 0.004, corr 0.773 ± 0.006,
  auto_corr 509 ± 8, clust_tend 86.7 ± 3.3, clust_shade -2080 ± 70, clust_prom 69000 ± 2100, info_corr1 -0.175 ± 0.003, info_corr2 0.813 ± 0.004
rlm_*_3D_avg: sre 0.776 ± 0.001, lre 3.55 ± 0.07, lgre 0.0204 ± 0.0008, hgre 471 ± 9, srlge 0.0187 ± 0.0007, srhge 346 ± 7, lrlge 0.0313 ± 0.0016, lrhge 1900
  ± 20, glnu 4000 ± 10, glnu_norm 0.135 ± 0.003, rlnu 16600 ± 300, rlnu_norm 0.559 ± 0.001, r_perc 0.664 ± 0.003, gl_var 39.8 ± 0.9, rl_var 1.26 ± 0.05,
  rl_entr 4.87 ± 0.03
rlm_*_3D_comb: sre 0.777 ± 0.001, lre 3.52 ± 0.07, lgre 0.0204 ± 0.0008, hgre 471 ± 9, srlge 0.0186 ± 0.0007, srhge 347 ± 7, lrlge 0.0311 ± 0.0016, lrhge 1890
  ± 20, glnu 51900 ± 200, glnu_norm 0.135 ± 0.003, rlnu 215000 ± 4000, rlnu_norm 0.56 ± 0.001, r_perc 0.664 ± 0.003, gl_var 39.7 ± 0.9, rl_var 1.25 ± 0.05,
  rl_entr 4.87 ± 0.03
szm_*_3D: sze 0.676 ± 0.003, lze 58600 ± 800, lgze 0.034 ± 0.0004, hgze 286 ± 6, szlge 0.0224 ± 0.0004, szhge 186 ± 4, lzlge 105 ± 4, lzhge 33600000 ± 300000,
  glnu 231 ± 6, glnu_norm 0.0414 ± 0.0003, zsnu 2370 ± 40, zsnu_norm 0.424 ± 0.004, z_perc 0.126 ± 0.001, gl_var 50.8 ± 0.9, zs_var 58500 ± 800, zs_entr 6.57
  ± 0.01
dzm_*_3D: sde 0.527 ± 0.004, lde 12.6 ± 0.1, lgze 0.034 ± 0.0004, hgze 286 ± 6, sdlge 0.0228 ± 0.0003, sdhge 136 ± 4, ldlge 0.179 ± 0.004, ldhge 4850 ± 60,
  glnu 231 ± 6, glnu_norm 0.0414 ± 0.0003, zdnu 1500 ± 30, zdnu_norm 0.269 ± 0.003, z_perc 0.126 ± 0.001, gl_var 50.8 ± 0.9, zd_var 5.56 ± 0.05, zd_entr 7.06
  ± 0.01
ngt_*_3D: coarseness 0.000188 ± 4E-06, contrast 0.0752 ± 0.0019, busyness 4.65 ± 0.1, complexity 574 ± 1, strength 0.167 ± 0.006
ngl_*_3D: lde 0.118 ± 0.001, hde 134 ± 3, lgce 0.0154 ± 0.0007, hgce 502 ± 8, ldlge 0.00388 ± 4E-05, ldhge 36.7 ± 0.5, hdlge 0.457 ± 0.031, hdhge 76000 ± 600,
  glnu 8170 ± 130, glnu_norm 0.184 ± 0.001, dcnu 2250 ± 30, dcnu_norm 0.0505 ± 0.0003, dc_perc 1, gl_var 30.4 ± 0.8, dc_var 39.4 ± 1, dc_entr 7.06 ± 0.02,
  dc_energy 0.0106 ± 0.0001
`;
