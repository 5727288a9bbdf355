# SPDX-License-Identifier: Apache-2.0
# Harrell's optimism of the whole clinical selection (P < 0.05 alone, then P < 0.05 together) of fhir-fixtures/cohorts/hepatocellular.csv, by R's own random
# samples; written to hepatocellular-optimism-r.json with its Monte Carlo standard errors. Rscript test/study/develop/golden/hepatocellular-optimism.R
suppressMessages({library(survival); library(jsonlite)})
set.seed(99)
d <- read.csv("fhir-fixtures/cohorts/hepatocellular.csv")
d <- d[d$Age >= 18, ]
d$time <- d$RFS * 30.4375
d$status <- d$Recurrence
candidates <- c("Age", "Gender", "HBsAg", "Cirrhosis", "ALT", "AST", "AFP", "Tumorsize", "Tumordifferentiation", "Vascularinvasion", "Tumormultiplicity", "Capsulation")
formula_of <- function(keys) as.formula(paste("Surv(time, status) ~", paste(keys, collapse = " + ")))
develop <- function(x) {
  alone <- sapply(candidates, function(key) summary(coxph(formula_of(key), x))$coefficients[5])
  passed <- candidates[!is.na(alone) & alone < 0.05]
  if (length(passed) == 0) return(NULL)
  kept <- passed[summary(coxph(formula_of(passed), x))$coefficients[, 5] < 0.05]
  if (length(kept) == 0) return(NULL)
  list(keys = kept, fit = coxph(formula_of(kept), x, model = TRUE))
}
measure <- function(model, x) {
  lp <- as.vector(as.matrix(x[, model$keys, drop = FALSE]) %*% coef(model$fit))
  s <- Surv(x$time, x$status)
  t <- 365.25
  bh <- basehaz(model$fit, centered = FALSE)
  risk <- 1 - exp(-bh$hazard[findInterval(t + 1e-9, bh$time)] * exp(lp))
  g <- survfit(Surv(time, 1 - status) ~ 1, x)
  before <- function(u) sapply(u, function(v) { i <- which(g$time < v - 1e-9); if (length(i)) g$surv[max(i)] else 1 })
  event <- x$time <= t & x$status == 1
  after <- x$time > t
  w <- 1 / before(x$time[event])
  above <- outer(lp[event], lp[after], function(a, b) (a > b) + 0.5 * (a == b))
  c(concordance = concordance(s ~ lp, reverse = TRUE)$concordance, slope = unname(coef(coxph(s ~ lp))), auc = sum(w * above) / sum(w) / sum(after),
    brier = (sum((1 - risk[event])^2 * w) + sum(risk[after]^2) / before(t + 1)) / nrow(x))
}
real <- develop(d)
apparent <- measure(real, d)
samples <- 1000
gap <- NULL; own <- NULL
for (b in seq_len(samples)) {
  x <- d[sample(nrow(d), replace = TRUE), ]
  model <- suppressWarnings(develop(x))
  if (is.null(model)) next
  o <- measure(model, x)
  own <- rbind(own, o)
  gap <- rbind(gap, o - measure(model, d))
}
limits <- quantile(own[, "concordance"], c(0.025, 0.975)) - mean(gap[, "concordance"])
write(toJSON(list(origin = list(tool = paste0(R.version.string, ", survival ", packageVersion("survival")), command = "Rscript test/study/develop/golden/hepatocellular-optimism.R"),
  samples = nrow(gap), apparent = as.list(apparent), optimism = as.list(colMeans(gap)), standardDeviation = as.list(apply(gap, 2, sd)), interval = unname(limits)), digits = NA, auto_unbox = TRUE),
  "test/study/develop/golden/hepatocellular-optimism-r.json")
