// SPDX-License-Identifier: Apache-2.0

/** IBSI-1 reference values of configuration D; format and origin in parse-reference.ts. */
export const CONFIGURATION_D = `
*_init_img: img_dim_x 204, img_dim_y 201, img_dim_z 60, vox_dim_x 0.977, vox_dim_y 0.977, vox_dim_z 3, mean_int -266, min_int -1000, max_int 3065
*_interp_img: img_dim_x 100 ± 1, img_dim_y 99 ± 0.8, img_dim_z 90, vox_dim_x 2, vox_dim_y 2, vox_dim_z 2, mean_int -270 ± 3, min_int -1000, max_int 1854 ± 30
*_init_roi: int_mask_dim_x 204, int_mask_dim_y 201, int_mask_dim_z 60, int_mask_bb_dim_x 100, int_mask_bb_dim_y 99, int_mask_bb_dim_z 26, morph_mask_bb_dim_x
  100, morph_mask_bb_dim_y 99, morph_mask_bb_dim_z 26, int_mask_vox_count 125256, morph_mask_vox_count 125256, int_mask_mean_int -46.9, int_mask_min_int
  -1000, int_mask_max_int 723
*_interp_roi: int_mask_dim_x 100 ± 1, int_mask_dim_y 99 ± 0.8, int_mask_dim_z 90, int_mask_bb_dim_x 49 ± 0.2, int_mask_bb_dim_y 49 ± 0.3, int_mask_bb_dim_z 40
  ± 0.1, morph_mask_bb_dim_x 49 ± 0.2, morph_mask_bb_dim_y 49 ± 0.3, morph_mask_bb_dim_z 40 ± 0.1, int_mask_vox_count 45985 ± 100, morph_mask_vox_count 45985
  ± 100, int_mask_mean_int -48.9 ± 0.1, int_mask_min_int -939 ± 1, int_mask_max_int 521 ± 5
*_reseg_roi: int_mask_dim_x 100 ± 1, int_mask_dim_y 99 ± 0.8, int_mask_dim_z 90, int_mask_bb_dim_x 49 ± 0.3, int_mask_bb_dim_y 49 ± 0.3, int_mask_bb_dim_z 40
  ± 0.3, morph_mask_bb_dim_x 49 ± 0.3, morph_mask_bb_dim_y 49 ± 0.3, morph_mask_bb_dim_z 40 ± 0.3, int_mask_vox_count 44465 ± 800, morph_mask_vox_count 45985
  ± 700, int_mask_mean_int -23.5 ± 3.9, int_mask_min_int -724 ± 12, int_mask_max_int 521 ± 22
morph_*: volume 367000 ± 6000, vol_approx 368000 ± 6000, area_mesh 34300 ± 400, av 0.0934 ± 0.0007, comp_1 0.0326 ± 0.0002, comp_2 0.378 ± 0.004, sph_dispr
  1.38 ± 0.01, sphericity 0.723 ± 0.003, asphericity 0.383 ± 0.004, com 64.9 ± 2.8, diam 125 ± 1, pca_maj_axis 93.3 ± 0.5, pca_min_axis 82 ± 0.5,
  pca_least_axis 70.9 ± 0.4, pca_elongation 0.879 ± 0.001, pca_flatness 0.76 ± 0.001, vol_dens_aabb 0.478 ± 0.003, area_dens_aabb 0.678 ± 0.003, vol_dens_ombb
  none, area_dens_ombb none, vol_dens_aee 1.29 ± 0.01, area_dens_aee 1.62 ± 0.01, vol_dens_mvee none, area_dens_mvee none, vol_dens_conv_hull 0.834 ± 0.002,
  area_dens_conv_hull 1.13 ± 0.01, integ_int -8640000 ± 1560000, moran_i 0.0622 ± 0.0013, geary_c 0.851 ± 0.001
loc_*: peak_loc 201 ± 10, peak_glob 201 ± 5
stat_*: mean -23.5 ± 3.9, var 32800 ± 2100, skew -2.28 ± 0.06, kurt 4.35 ± 0.32, median 42 ± 0.4, min -724 ± 12, p10 -304 ± 20, p90 86 ± 0.1, max 521 ± 22,
  iqr 57 ± 4.1, range 1240 ± 40, mad 123 ± 6, rmad 46.8 ± 3.6, medad 94.7 ± 3.8, cov -7.7 ± 1.01, qcod 0.74 ± 0.011, energy 1480000000 ± 140000000, rms 183 ±
  7
ih_*: mean 18.5 ± 0.5, var 21.7 ± 0.4, skew -2.27 ± 0.06, kurt 4.31 ± 0.32, median 20 ± 0.5, min 1, p10 11 ± 0.7, p90 21 ± 0.5, max 32, mode 20 ± 0.4, iqr 2 ±
  0.06, range 31, mad 3.15 ± 0.05, rmad 1.33 ± 0.06, medad 2.41 ± 0.04, cov 0.252 ± 0.006, qcod 0.05 ± 0.0021, entropy 2.94 ± 0.01, uniformity 0.229 ± 0.003,
  max_grad 7260 ± 200, max_grad_g 19 ± 0.4, min_grad -6670 ± 230, min_grad_g 22 ± 0.4
ivh_*: v10 0.972 ± 0.003, v90 9E-05 ± 0.000415, i10 87 ± 0.1, i90 -303 ± 20, diff_v10_v90 0.971 ± 0.001, diff_i10_i90 390 ± 20, auc none
cm_*_3D_avg: joint_max 0.232 ± 0.007, joint_avg 18.9 ± 0.5, joint_var 17.6 ± 0.4, joint_entr 4.95 ± 0.03, diff_avg 1.29 ± 0.01, diff_var 5.37 ± 0.11,
  diff_entr 2.13 ± 0.01, sum_avg 37.7 ± 0.8, sum_var 63.4 ± 1.3, sum_entr 3.68 ± 0.02, energy 0.11 ± 0.003, contrast 7.07 ± 0.13, dissimilarity 1.29 ± 0.01,
  inv_diff 0.682 ± 0.003, inv_diff_norm 0.965 ± 0.001, inv_diff_mom 0.656 ± 0.003, inv_diff_mom_norm 0.994 ± 0.001, inv_var 0.341 ± 0.005, corr 0.798 ± 0.005,
  auto_corr 370 ± 16, clust_tend 63.4 ± 1.3, clust_shade -1270 ± 40, clust_prom 35700 ± 1400, info_corr1 -0.231 ± 0.003, info_corr2 0.845 ± 0.003
cm_*_3D_comb: joint_max 0.232 ± 0.007, joint_avg 18.9 ± 0.5, joint_var 17.6 ± 0.4, joint_entr 4.96 ± 0.03, diff_avg 1.29 ± 0.01, diff_var 5.38 ± 0.11,
  diff_entr 2.14 ± 0.01, sum_avg 37.7 ± 0.8, sum_var 63.5 ± 1.3, sum_entr 3.68 ± 0.02, energy 0.109 ± 0.003, contrast 7.05 ± 0.13, dissimilarity 1.29 ± 0.01,
  inv_diff 0.682 ± 0.003, inv_diff_norm 0.965 ± 0.001, inv_diff_mom 0.657 ± 0.003, inv_diff_mom_norm 0.994 ± 0.001, inv_var 0.34 ± 0.005, corr 0.8 ± 0.005,
  auto_corr 370 ± 16, clust_tend 63.5 ± 1.3, clust_shade -1280 ± 40, clust_prom 35700 ± 1500, info_corr1 -0.225 ± 0.003, info_corr2 0.846 ± 0.003
rlm_*_3D_avg: sre 0.734 ± 0.001, lre 6.66 ± 0.18, lgre 0.0257 ± 0.0012, hgre 326 ± 17, srlge 0.0232 ± 0.001, srhge 219 ± 13, lrlge 0.0484 ± 0.0031, lrhge 2670
  ± 30, glnu 3290 ± 10, glnu_norm 0.133 ± 0.002, rlnu 12400 ± 200, rlnu_norm 0.5 ± 0.001, r_perc 0.554 ± 0.005, gl_var 31.5 ± 0.4, rl_var 3.35 ± 0.14, rl_entr
  5.08 ± 0.02
rlm_*_3D_comb: sre 0.736 ± 0.001, lre 6.56 ± 0.18, lgre 0.0257 ± 0.0012, hgre 326 ± 17, srlge 0.0232 ± 0.001, srhge 219 ± 13, lrlge 0.0478 ± 0.0031, lrhge
  2630 ± 30, glnu 42800 ± 200, glnu_norm 0.134 ± 0.002, rlnu 160000 ± 3000, rlnu_norm 0.501 ± 0.001, r_perc 0.554 ± 0.005, gl_var 31.4 ± 0.4, rl_var 3.29 ±
  0.13, rl_entr 5.08 ± 0.02
szm_*_3D: sze 0.637 ± 0.005, lze 99100 ± 2800, lgze 0.0409 ± 0.0005, hgze 188 ± 10, szlge 0.0248 ± 0.0004, szhge 117 ± 7, lzlge 241 ± 14, lzhge 41400000 ±
  300000, glnu 212 ± 6, glnu_norm 0.0491 ± 0.0008, zsnu 1630 ± 10, zsnu_norm 0.377 ± 0.006, z_perc 0.0972 ± 0.0007, gl_var 32.7 ± 1.6, zs_var 99000 ± 2800,
  zs_entr 6.52 ± 0.01
dzm_*_3D: sde 0.579 ± 0.004, lde 10.3 ± 0.1, lgze 0.0409 ± 0.0005, hgze 188 ± 10, sdlge 0.0302 ± 0.0006, sdhge 99.3 ± 5.1, ldlge 0.183 ± 0.004, ldhge 2620 ±
  110, glnu 212 ± 6, glnu_norm 0.0491 ± 0.0008, zdnu 1370 ± 20, zdnu_norm 0.317 ± 0.004, z_perc 0.0972 ± 0.0007, gl_var 32.7 ± 1.6, zd_var 4.61 ± 0.04,
  zd_entr 6.61 ± 0.03
ngt_*_3D: coarseness 0.000208 ± 4E-06, contrast 0.046 ± 0.0005, busyness 5.14 ± 0.14, complexity 400 ± 5, strength 0.162 ± 0.008
ngl_*_3D: lde 0.0912 ± 0.0007, hde 223 ± 5, lgce 0.0168 ± 0.0009, hgce 364 ± 16, ldlge 0.00357 ± 4E-05, ldhge 18.9 ± 1.1, hdlge 0.798 ± 0.072, hdhge 92800 ±
  1300, glnu 10200 ± 300, glnu_norm 0.229 ± 0.003, dcnu 1840 ± 30, dcnu_norm 0.0413 ± 0.0003, dc_perc 1, gl_var 21.7 ± 0.4, dc_var 63.9 ± 1.3, dc_entr 6.98 ±
  0.01, dc_energy 0.0113 ± 0.0002
`;
