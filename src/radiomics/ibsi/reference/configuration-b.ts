// SPDX-License-Identifier: Apache-2.0

/** IBSI-1 reference values of configuration B; format and origin in parse-reference.ts. */
export const CONFIGURATION_B = `
*_init_img: img_dim_x 204, img_dim_y 201, img_dim_z 60, vox_dim_x 0.977, vox_dim_y 0.977, vox_dim_z 3, mean_int -266, min_int -1000, max_int 3065
*_interp_img: img_dim_x 100 ± 1, img_dim_y 99 ± 0.8, img_dim_z 60, vox_dim_x 2, vox_dim_y 2, vox_dim_z 3, mean_int -270 ± 3, min_int -1000, max_int 2257 ± 30
*_init_roi: int_mask_dim_x 204, int_mask_dim_y 201, int_mask_dim_z 60, int_mask_bb_dim_x 100, int_mask_bb_dim_y 99, int_mask_bb_dim_z 26, morph_mask_bb_dim_x
  100, morph_mask_bb_dim_y 99, morph_mask_bb_dim_z 26, int_mask_vox_count 125256, morph_mask_vox_count 125256, int_mask_mean_int -46.9, int_mask_min_int
  -1000, int_mask_max_int 723
*_interp_roi: int_mask_dim_x 100 ± 1, int_mask_dim_y 99 ± 0.8, int_mask_dim_z 60, int_mask_bb_dim_x 49 ± 0.2, int_mask_bb_dim_y 49 ± 0.3, int_mask_bb_dim_z
  26, morph_mask_bb_dim_x 49 ± 0.2, morph_mask_bb_dim_y 49 ± 0.3, morph_mask_bb_dim_z 26, int_mask_vox_count 29842 ± 100, morph_mask_vox_count 29842 ± 100,
  int_mask_mean_int -47 ± 0.1, int_mask_min_int -956 ± 1, int_mask_max_int 525 ± 6
*_reseg_roi: int_mask_dim_x 100 ± 1, int_mask_dim_y 99 ± 0.8, int_mask_dim_z 60, int_mask_bb_dim_x 49 ± 0.3, int_mask_bb_dim_y 49 ± 0.3, int_mask_bb_dim_z 26,
  morph_mask_bb_dim_x 49 ± 0.3, morph_mask_bb_dim_y 49 ± 0.3, morph_mask_bb_dim_z 26, int_mask_vox_count 27359 ± 300, morph_mask_vox_count 29842 ± 400,
  int_mask_mean_int 11.5 ± 1.1, int_mask_min_int -500, int_mask_max_int 391 ± 9
morph_*: volume 358000 ± 5000, vol_approx 358000 ± 5000, area_mesh 33700 ± 300, av 0.0944 ± 0.0005, comp_1 0.0326 ± 0.0001, comp_2 0.377 ± 0.001, sph_dispr
  1.38 ± 0.01, sphericity 0.722 ± 0.001, asphericity 0.385 ± 0.001, com 63.1 ± 29.6, diam 125 ± 1, pca_maj_axis 92.6 ± 0.4, pca_min_axis 81.3 ± 0.4,
  pca_least_axis 70.2 ± 0.3, pca_elongation 0.878 ± 0.001, pca_flatness 0.758 ± 0.001, vol_dens_aabb 0.477 ± 0.003, area_dens_aabb 0.678 ± 0.003,
  vol_dens_ombb none, area_dens_ombb none, vol_dens_aee 1.29 ± 0.01, area_dens_aee 1.62 ± 0.01, vol_dens_mvee none, area_dens_mvee none, vol_dens_conv_hull
  0.829 ± 0.001, area_dens_conv_hull 1.12 ± 0.01, integ_int 4120000 ± 320000, moran_i 0.0329 ± 0.0001, geary_c 0.862 ± 0.001
loc_*: peak_loc 178 ± 10, peak_glob 178 ± 5
stat_*: mean 11.5 ± 1.1, var 14400 ± 400, skew -2.49 ± 0.05, kurt 5.93 ± 0.24, median 45 ± 0.3, min -500, p10 -136 ± 8, p90 91, max 391 ± 9, iqr 52 ± 0.5,
  range 891 ± 9, mad 74.4 ± 1.4, rmad 27.3 ± 0.8, medad 63.8 ± 1, cov 10.4 ± 5.2, qcod 0.591 ± 0.008, energy 398000000 ± 11000000, rms 121 ± 2
ih_*: mean 18.9 ± 0.3, var 18.7 ± 0.2, skew -2.47 ± 0.05, kurt 5.84 ± 0.24, median 20 ± 0.3, min 1, p10 14 ± 0.5, p90 22 ± 0.3, max 32, mode 20 ± 0.3, iqr 2,
  range 31, mad 2.67 ± 0.03, rmad 1.03 ± 0.03, medad 2.28 ± 0.02, cov 0.229 ± 0.004, qcod 0.05 ± 0.0005, entropy 3.16 ± 0.01, uniformity 0.174 ± 0.001,
  max_grad 3220 ± 50, max_grad_g 19 ± 0.3, min_grad -3020 ± 50, min_grad_g 22 ± 0.3
ivh_*: v10 0.977 ± 0.001, v90 7.31E-05 ± 1.03E-05, i10 92, i90 -135 ± 8, diff_v10_v90 0.977 ± 0.001, diff_i10_i90 227 ± 8, auc none
cm_*_2D_avg: joint_max 0.156 ± 0.002, joint_avg 18.7 ± 0.3, joint_var 21 ± 0.3, joint_entr 5.26 ± 0.02, diff_avg 1.81 ± 0.01, diff_var 7.74 ± 0.05, diff_entr
  2.35 ± 0.01, sum_avg 37.4 ± 0.5, sum_var 72.1 ± 1, sum_entr 3.83 ± 0.01, energy 0.0678 ± 0.0006, contrast 11.9 ± 0.1, dissimilarity 1.81 ± 0.01, inv_diff
  0.592 ± 0.001, inv_diff_norm 0.952 ± 0.001, inv_diff_mom 0.557 ± 0.001, inv_diff_mom_norm 0.99 ± 0.001, inv_var 0.401 ± 0.002, corr 0.577 ± 0.002, auto_corr
  369 ± 11, clust_tend 72.1 ± 1, clust_shade -668 ± 17, clust_prom 29400 ± 1400, info_corr1 -0.239 ± 0.001, info_corr2 0.837 ± 0.001
cm_*_2D_comb: joint_max 0.156 ± 0.002, joint_avg 18.7 ± 0.3, joint_var 21 ± 0.3, joint_entr 5.45 ± 0.01, diff_avg 1.81 ± 0.01, diff_var 7.76 ± 0.05, diff_entr
  2.38 ± 0.01, sum_avg 37.4 ± 0.5, sum_var 72.3 ± 1, sum_entr 3.89 ± 0.01, energy 0.0669 ± 0.0006, contrast 11.8 ± 0.1, dissimilarity 1.81 ± 0.01, inv_diff
  0.593 ± 0.001, inv_diff_norm 0.952 ± 0.001, inv_diff_mom 0.558 ± 0.001, inv_diff_mom_norm 0.99 ± 0.001, inv_var 0.401 ± 0.002, corr 0.58 ± 0.002, auto_corr
  369 ± 11, clust_tend 72.3 ± 1, clust_shade -673 ± 17, clust_prom 29500 ± 1400, info_corr1 -0.181 ± 0.001, info_corr2 0.792 ± 0.001
cm_*_2_5D_avg: joint_max 0.126 ± 0.002, joint_avg 19.2 ± 0.3, joint_var 14.2 ± 0.1, joint_entr 5.45 ± 0.01, diff_avg 1.47 ± 0.01, diff_var 6.48 ± 0.06,
  diff_entr 2.24 ± 0.01, sum_avg 38.5 ± 0.6, sum_var 48.1 ± 0.4, sum_entr 3.91 ± 0.01, energy 0.0581 ± 0.0006, contrast 8.66 ± 0.09, dissimilarity 1.47 ±
  0.01, inv_diff 0.628 ± 0.001, inv_diff_norm 0.96 ± 0.001, inv_diff_mom 0.6 ± 0.001, inv_diff_mom_norm 0.992 ± 0.001, inv_var 0.424 ± 0.003, corr 0.693 ±
  0.003, auto_corr 380 ± 11, clust_tend 48.1 ± 0.4, clust_shade -905 ± 19, clust_prom 25200 ± 1000, info_corr1 -0.188 ± 0.001, info_corr2 0.821 ± 0.001
cm_*_2_5D_comb: joint_max 0.126 ± 0.002, joint_avg 19.2 ± 0.3, joint_var 14.2 ± 0.1, joint_entr 5.46 ± 0.01, diff_avg 1.47 ± 0.01, diff_var 6.48 ± 0.06,
  diff_entr 2.24 ± 0.01, sum_avg 38.5 ± 0.6, sum_var 48.1 ± 0.4, sum_entr 3.91 ± 0.01, energy 0.058 ± 0.0006, contrast 8.65 ± 0.09, dissimilarity 1.47 ± 0.01,
  inv_diff 0.628 ± 0.001, inv_diff_norm 0.96 ± 0.001, inv_diff_mom 0.6 ± 0.001, inv_diff_mom_norm 0.992 ± 0.001, inv_var 0.424 ± 0.003, corr 0.695 ± 0.003,
  auto_corr 380 ± 11, clust_tend 48.1 ± 0.4, clust_shade -906 ± 19, clust_prom 25300 ± 1000, info_corr1 -0.185 ± 0.001, info_corr2 0.819 ± 0.001
rlm_*_2D_avg: sre 0.781 ± 0.001, lre 3.52 ± 0.04, lgre 0.0331 ± 0.0006, hgre 342 ± 11, srlge 0.0314 ± 0.0006, srhge 251 ± 8, lrlge 0.0443 ± 0.0008, lrhge 1390
  ± 30, glnu 107 ± 1, glnu_norm 0.145 ± 0.001, rlnu 365 ± 3, rlnu_norm 0.578 ± 0.001, r_perc 0.681 ± 0.002, gl_var 28.3 ± 0.3, rl_var 1.22 ± 0.03, rl_entr
  4.53 ± 0.02
rlm_*_2D_comb: sre 0.782 ± 0.001, lre 3.5 ± 0.04, lgre 0.033 ± 0.0006, hgre 342 ± 11, srlge 0.0313 ± 0.0006, srhge 252 ± 8, lrlge 0.0442 ± 0.0008, lrhge 1380
  ± 30, glnu 427 ± 1, glnu_norm 0.145 ± 0.001, rlnu 1460 ± 10, rlnu_norm 0.578 ± 0.001, r_perc 0.681 ± 0.002, gl_var 28.3 ± 0.3, rl_var 1.21 ± 0.03, rl_entr
  4.58 ± 0.01
rlm_*_2_5D_avg: sre 0.759 ± 0.001, lre 3.82 ± 0.05, lgre 0.0194 ± 0.0006, hgre 356 ± 11, srlge 0.0181 ± 0.0006, srhge 257 ± 9, lrlge 0.0293 ± 0.0009, lrhge
  1500 ± 30, glnu 2400 ± 10, glnu_norm 0.137 ± 0.001, rlnu 9380 ± 70, rlnu_norm 0.533 ± 0.001, r_perc 0.642 ± 0.002, gl_var 25.7 ± 0.2, rl_var 1.39 ± 0.03,
  rl_entr 4.84 ± 0.01
rlm_*_2_5D_comb: sre 0.759 ± 0.001, lre 3.81 ± 0.05, lgre 0.0194 ± 0.0006, hgre 356 ± 11, srlge 0.0181 ± 0.0006, srhge 258 ± 9, lrlge 0.0292 ± 0.0009, lrhge
  1500 ± 30, glnu 9600 ± 20, glnu_norm 0.137 ± 0.001, rlnu 37500 ± 300, rlnu_norm 0.534 ± 0.001, r_perc 0.642 ± 0.002, gl_var 25.7 ± 0.2, rl_var 1.39 ± 0.03,
  rl_entr 4.84 ± 0.01
szm_*_2D: sze 0.745 ± 0.003, lze 439 ± 8, lgze 0.0475 ± 0.001, hgze 284 ± 11, szlge 0.0415 ± 0.0008, szhge 190 ± 7, lzlge 1.15 ± 0.04, lzhge 181000 ± 3000,
  glnu 20.5 ± 0.1, glnu_norm 0.0789 ± 0.001, zsnu 140 ± 3, zsnu_norm 0.521 ± 0.004, z_perc 0.324 ± 0.001, gl_var 36.1 ± 0.3, zs_var 423 ± 8, zs_entr 5.29 ±
  0.01
szm_*_2_5D: sze 0.741 ± 0.003, lze 444 ± 8, lgze 0.0387 ± 0.001, hgze 284 ± 11, szlge 0.0335 ± 0.0009, szhge 190 ± 7, lzlge 1.16 ± 0.04, lzhge 181000 ± 3000,
  glnu 437 ± 3, glnu_norm 0.0613 ± 0.0005, zsnu 3630 ± 70, zsnu_norm 0.509 ± 0.004, z_perc 0.26 ± 0.002, gl_var 41 ± 0.7, zs_var 429 ± 8, zs_entr 5.98 ± 0.02
dzm_*_2D: sde 0.36 ± 0.005, lde 31.6 ± 0.2, lgze 0.0475 ± 0.001, hgze 284 ± 11, sdlge 0.0192 ± 0.0005, sdhge 95.7 ± 5.5, ldlge 0.934 ± 0.018, ldhge 10600 ±
  300, glnu 20.5 ± 0.1, glnu_norm 0.0789 ± 0.001, zdnu 39.8 ± 0.3, zdnu_norm 0.174 ± 0.003, z_perc 0.324 ± 0.001, gl_var 36.1 ± 0.3, zd_var 13.5 ± 0.1,
  zd_entr 6.47 ± 0.03
dzm_*_2_5D: sde 0.329 ± 0.004, lde 34.3 ± 0.2, lgze 0.0387 ± 0.001, hgze 284 ± 11, sdlge 0.0168 ± 0.0005, sdhge 81.4 ± 4.6, ldlge 0.748 ± 0.017, ldhge 11600 ±
  400, glnu 437 ± 3, glnu_norm 0.0613 ± 0.0005, zdnu 963 ± 6, zdnu_norm 0.135 ± 0.001, z_perc 0.26 ± 0.002, gl_var 41 ± 0.7, zd_var 15 ± 0.1, zd_entr 7.58 ±
  0.01
ngt_*_2D: coarseness 0.0168 ± 0.0005, contrast 0.181 ± 0.001, busyness 0.2 ± 0.005, complexity 391 ± 7, strength 6.02 ± 0.23
ngt_*_2_5D: coarseness 0.000314 ± 4E-06, contrast 0.0506 ± 0.0005, busyness 3.45 ± 0.07, complexity 496 ± 5, strength 0.199 ± 0.009
ngl_*_2D: lde 0.31 ± 0.001, hde 17.3 ± 0.2, lgce 0.0286 ± 0.0004, hgce 359 ± 10, ldlge 0.0203 ± 0.0003, ldhge 78.9 ± 2.2, hdlge 0.108 ± 0.003, hdhge 7210 ±
  130, glnu 216 ± 3, glnu_norm 0.184 ± 0.001, dcnu 157 ± 1, dcnu_norm 0.179 ± 0.001, dc_perc 1, gl_var 25.3 ± 0.4, dc_var 4.02 ± 0.05, dc_entr 5.38 ± 0.01,
  dc_energy 0.0321 ± 0.0002
ngl_*_2_5D: lde 0.254 ± 0.002, hde 19.6 ± 0.2, lgce 0.0139 ± 0.0005, hgce 375 ± 11, ldlge 0.00929 ± 0.00026, ldhge 73.4 ± 2.1, hdlge 0.077 ± 0.0019, hdhge
  7970 ± 150, glnu 4760 ± 50, glnu_norm 0.174 ± 0.001, dcnu 3710 ± 30, dcnu_norm 0.136 ± 0.001, dc_perc 1, gl_var 18.7 ± 0.2, dc_var 4.63 ± 0.06, dc_entr 5.78
  ± 0.01, dc_energy 0.0253 ± 0.0001
`;
