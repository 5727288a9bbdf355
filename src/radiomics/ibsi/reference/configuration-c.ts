// SPDX-License-Identifier: Apache-2.0

/** IBSI-1 reference values of configuration C; format and origin in parse-reference.ts. */
export const CONFIGURATION_C = `
*_init_img: img_dim_x 204, img_dim_y 201, img_dim_z 60, vox_dim_x 0.977, vox_dim_y 0.977, vox_dim_z 3, mean_int -266, min_int -1000, max_int 3065
*_interp_img: img_dim_x 100 ± 1, img_dim_y 99 ± 0.8, img_dim_z 90, vox_dim_x 2, vox_dim_y 2, vox_dim_z 2, mean_int -270 ± 3, min_int -1000, max_int 1854 ± 30
*_init_roi: int_mask_dim_x 204, int_mask_dim_y 201, int_mask_dim_z 60, int_mask_bb_dim_x 100, int_mask_bb_dim_y 99, int_mask_bb_dim_z 26, morph_mask_bb_dim_x
  100, morph_mask_bb_dim_y 99, morph_mask_bb_dim_z 26, int_mask_vox_count 125256, morph_mask_vox_count 125256, int_mask_mean_int -46.9, int_mask_min_int
  -1000, int_mask_max_int 723
*_interp_roi: int_mask_dim_x 100 ± 1, int_mask_dim_y 99 ± 0.8, int_mask_dim_z 90, int_mask_bb_dim_x 49 ± 0.2, int_mask_bb_dim_y 49 ± 0.3, int_mask_bb_dim_z 40
  ± 0.1, morph_mask_bb_dim_x 49 ± 0.2, morph_mask_bb_dim_y 49 ± 0.3, morph_mask_bb_dim_z 40 ± 0.1, int_mask_vox_count 45985 ± 100, morph_mask_vox_count 45985
  ± 100, int_mask_mean_int -48.9 ± 0.1, int_mask_min_int -939 ± 1, int_mask_max_int 521 ± 5
*_reseg_roi: int_mask_dim_x 100 ± 1, int_mask_dim_y 99 ± 0.8, int_mask_dim_z 90, int_mask_bb_dim_x 49 ± 0.3, int_mask_bb_dim_y 49 ± 0.3, int_mask_bb_dim_z 40
  ± 0.3, morph_mask_bb_dim_x 49 ± 0.3, morph_mask_bb_dim_y 49 ± 0.3, morph_mask_bb_dim_z 40 ± 0.3, int_mask_vox_count 45981 ± 700, morph_mask_vox_count 45985
  ± 700, int_mask_mean_int -49 ± 2.9, int_mask_min_int -939 ± 4, int_mask_max_int 393 ± 10
morph_*: volume 367000 ± 6000, vol_approx 368000 ± 6000, area_mesh 34300 ± 400, av 0.0934 ± 0.0007, comp_1 0.0326 ± 0.0002, comp_2 0.378 ± 0.004, sph_dispr
  1.38 ± 0.01, sphericity 0.723 ± 0.003, asphericity 0.383 ± 0.004, com 45.6 ± 2.8, diam 125 ± 1, pca_maj_axis 93.3 ± 0.5, pca_min_axis 82 ± 0.5,
  pca_least_axis 70.9 ± 0.4, pca_elongation 0.879 ± 0.001, pca_flatness 0.76 ± 0.001, vol_dens_aabb 0.478 ± 0.003, area_dens_aabb 0.678 ± 0.003, vol_dens_ombb
  none, area_dens_ombb none, vol_dens_aee 1.29 ± 0.01, area_dens_aee 1.62 ± 0.01, vol_dens_mvee none, area_dens_mvee none, vol_dens_conv_hull 0.834 ± 0.002,
  area_dens_conv_hull 1.13 ± 0.01, integ_int -18000000 ± 1400000, moran_i 0.0824 ± 0.0003, geary_c 0.846 ± 0.001
loc_*: peak_loc 169 ± 10, peak_glob 180 ± 5
stat_*: mean -49 ± 2.9, var 50600 ± 1400, skew -2.14 ± 0.05, kurt 3.53 ± 0.23, median 40 ± 0.4, min -939 ± 4, p10 -424 ± 14, p90 86 ± 0.1, max 393 ± 10, iqr
  67 ± 4.9, range 1330 ± 20, mad 158 ± 4, rmad 66.8 ± 3.5, medad 119 ± 4, cov -4.59 ± 0.29, qcod 1.03 ± 0.4, energy 2440000000 ± 120000000, rms 230 ± 4
ih_*: mean 38.6 ± 0.2, var 81.1 ± 2.1, skew -2.14 ± 0.05, kurt 3.52 ± 0.23, median 42, min 3 ± 0.16, p10 24 ± 0.7, p90 44, max 56 ± 0.5, mode 43 ± 0.1, iqr 3
  ± 0.21, range 53 ± 0.6, mad 6.32 ± 0.15, rmad 2.59 ± 0.14, medad 4.75 ± 0.12, cov 0.234 ± 0.005, qcod 0.0361 ± 0.0027, entropy 3.73 ± 0.04, uniformity 0.14
  ± 0.003, max_grad 4750 ± 30, max_grad_g 41, min_grad -4680 ± 50, min_grad_g 44
ivh_*: v10 0.998 ± 0.001, v90 0.000152 ± 2E-05, i10 88.8 ± 0.2, i90 -421 ± 14, diff_v10_v90 0.997 ± 0.001, diff_i10_i90 510 ± 14, auc none
cm_*_3D_avg: joint_max 0.111 ± 0.002, joint_avg 39 ± 0.2, joint_var 73.7 ± 2, joint_entr 6.39 ± 0.06, diff_avg 2.17 ± 0.05, diff_var 14.4 ± 0.5, diff_entr
  2.64 ± 0.03, sum_avg 78 ± 0.3, sum_var 276 ± 8, sum_entr 4.56 ± 0.04, energy 0.045 ± 0.001, contrast 19.2 ± 0.7, dissimilarity 2.17 ± 0.05, inv_diff 0.582 ±
  0.004, inv_diff_norm 0.966 ± 0.001, inv_diff_mom 0.547 ± 0.004, inv_diff_mom_norm 0.994 ± 0.001, inv_var 0.39 ± 0.003, corr 0.869 ± 0.001, auto_corr 1580 ±
  10, clust_tend 276 ± 8, clust_shade -10600 ± 300, clust_prom 569000 ± 11000, info_corr1 -0.236 ± 0.001, info_corr2 0.9 ± 0.001
cm_*_3D_comb: joint_max 0.111 ± 0.002, joint_avg 39 ± 0.2, joint_var 73.8 ± 2, joint_entr 6.42 ± 0.06, diff_avg 2.16 ± 0.05, diff_var 14.4 ± 0.5, diff_entr
  2.64 ± 0.03, sum_avg 78 ± 0.3, sum_var 276 ± 8, sum_entr 4.56 ± 0.04, energy 0.0447 ± 0.001, contrast 19.1 ± 0.7, dissimilarity 2.16 ± 0.05, inv_diff 0.583
  ± 0.004, inv_diff_norm 0.966 ± 0.001, inv_diff_mom 0.548 ± 0.004, inv_diff_mom_norm 0.994 ± 0.001, inv_var 0.39 ± 0.003, corr 0.871 ± 0.001, auto_corr 1580
  ± 10, clust_tend 276 ± 8, clust_shade -10600 ± 300, clust_prom 570000 ± 11000, info_corr1 -0.228 ± 0.001, info_corr2 0.899 ± 0.001
rlm_*_3D_avg: sre 0.786 ± 0.003, lre 3.31 ± 0.04, lgre 0.00155 ± 5E-05, hgre 1470 ± 10, srlge 0.00136 ± 5E-05, srhge 1100 ± 10, lrlge 0.00317 ± 4E-05, lrhge
  5590 ± 80, glnu 3180 ± 10, glnu_norm 0.102 ± 0.003, rlnu 18000 ± 500, rlnu_norm 0.574 ± 0.004, r_perc 0.679 ± 0.003, gl_var 101 ± 3, rl_var 1.12 ± 0.02,
  rl_entr 5.35 ± 0.03
rlm_*_3D_comb: sre 0.787 ± 0.003, lre 3.28 ± 0.04, lgre 0.00155 ± 5E-05, hgre 1470 ± 10, srlge 0.00136 ± 5E-05, srhge 1100 ± 10, lrlge 0.00314 ± 4E-05, lrhge
  5530 ± 80, glnu 41300 ± 100, glnu_norm 0.102 ± 0.003, rlnu 234000 ± 6000, rlnu_norm 0.575 ± 0.004, r_perc 0.679 ± 0.003, gl_var 101 ± 3, rl_var 1.11 ± 0.02,
  rl_entr 5.35 ± 0.03
szm_*_3D: sze 0.695 ± 0.001, lze 38900 ± 900, lgze 0.00235 ± 6E-05, hgze 971 ± 7, szlge 0.0016 ± 4E-05, szhge 657 ± 4, lzlge 21.6 ± 0.5, lzhge 70700000 ±
  1500000, glnu 195 ± 6, glnu_norm 0.0286 ± 0.0003, zsnu 3040 ± 100, zsnu_norm 0.447 ± 0.001, z_perc 0.148 ± 0.003, gl_var 106 ± 1, zs_var 38900 ± 900,
  zs_entr 7 ± 0.01
dzm_*_3D: sde 0.531 ± 0.006, lde 11 ± 0.3, lgze 0.00235 ± 6E-05, hgze 971 ± 7, sdlge 0.00149 ± 4E-05, sdhge 476 ± 11, ldlge 0.0154 ± 0.0005, ldhge 13400 ±
  200, glnu 195 ± 6, glnu_norm 0.0286 ± 0.0003, zdnu 1870 ± 40, zdnu_norm 0.274 ± 0.005, z_perc 0.148 ± 0.003, gl_var 106 ± 1, zd_var 4.6 ± 0.06, zd_entr 7.56
  ± 0.03
ngt_*_3D: coarseness 0.000216 ± 4E-06, contrast 0.0873 ± 0.0019, busyness 1.39 ± 0.01, complexity 1810 ± 60, strength 0.651 ± 0.015
ngl_*_3D: lde 0.137 ± 0.003, hde 126 ± 2, lgce 0.0013 ± 4E-05, hgce 1570 ± 10, ldlge 0.000306 ± 1.2E-05, ldhge 141 ± 2, hdlge 0.0828 ± 0.0003, hdhge 227000 ±
  3000, glnu 6420 ± 10, glnu_norm 0.14 ± 0.003, dcnu 2450 ± 60, dcnu_norm 0.0532 ± 0.0005, dc_perc 1, gl_var 81.1 ± 2.1, dc_var 39.2 ± 0.1, dc_entr 7.54 ±
  0.03, dc_energy 0.00789 ± 0.00011
`;
