# SPDX-License-Identifier: Apache-2.0
# R's numbers for the clinical model of fhir-fixtures/cohorts/hepatocellular.csv (AFP class and multiplicity class), written to hepatocellular-r.json.
# Rscript test/study/develop/golden/hepatocellular.R
suppressMessages({library(survival); library(riskRegression); library(maxstat); library(jsonlite)})
d <- read.csv("fhir-fixtures/cohorts/hepatocellular.csv")
d <- d[d$Age >= 18, ]
time <- d$RFS * 30.4375
status <- d$Recurrence
times <- (1:3) * 365.25
ctrl <- coxph.control(eps = 1e-11, iter.max = 60, toler.inf = 1e-8)
x <- cbind(afp = d$AFP - 1, multiplicity = d$Tumormultiplicity - 1)
fit <- coxph(Surv(time, status) ~ x, control = ctrl)
lp <- as.vector(x %*% coef(fit))
bh <- basehaz(fit, centered = FALSE)
hazard <- function(t) { i <- findInterval(t + 1e-9, bh$time); ifelse(i == 0, 0, bh$hazard[pmax(i, 1)]) }
risks <- sapply(times, function(t) 1 - exp(-hazard(t) * exp(lp)))
score <- Score(list(m = risks), formula = Surv(time, status) ~ 1, data = data.frame(time, status), metrics = c("auc", "brier"), summary = "ipa", times = times, cens.model = "km")
auc <- score$AUC$score
brier <- score$Brier$score[score$Brier$score$model == "m", ]
uno <- concordance(Surv(time, status) ~ lp, reverse = TRUE, timewt = "n/G2", ymax = times[3])
follow <- quantile(survfit(Surv(time, 1 - status) ~ 1), 0.5)
cut <- maxstat.test(Surv(time, status) ~ lp, data = data.frame(time, status, lp), smethod = "LogRank", pmethod = "Lau94", minprop = 0.1, maxprop = 0.9)
high <- as.integer(lp > cut$estimate + 1e-9)
group <- coxph(Surv(time, status) ~ high, control = ctrl)
ici <- sapply(1:3, function(k) {
  r <- risks[, k]
  cl <- log(-log(1 - pmin(pmax(r, 1e-4), 0.9999)))
  f <- coxph(Surv(time, status) ~ rms::rcs(cl, quantile(cl, c(0.1, 0.5, 0.9))), control = ctrl)
  o <- 1 - summary(survfit(f, newdata = data.frame(cl = cl)), times = times[k], extend = TRUE)$surv[1, ]
  mean(abs(o - r))
})
benefit <- function(p, k) {
  above <- risks[, k] >= p
  q <- 1 - summary(survfit(Surv(time[above], status[above]) ~ 1), times = times[k], extend = TRUE)$surv
  (q - (1 - q) * p / (1 - p)) * mean(above)
}
subgroup <- function(g) {
  g <- factor(g)
  a <- coxph(Surv(time, status) ~ high + g, control = ctrl)
  b <- coxph(Surv(time, status) ~ high * g, control = ctrl)
  list(p = pchisq(2 * (b$loglik[2] - a$loglik[2]), 1, lower = FALSE), hr = sapply(levels(g), function(l) exp(coef(coxph(Surv(time, status) ~ high, subset = g == l, control = ctrl)))))
}
all <- c("Age", "Gender", "HBsAg", "Cirrhosis", "ALT", "AST", "AFP", "Tumorsize", "Tumordifferentiation", "Vascularinvasion", "Tumormultiplicity", "Capsulation")
lr <- 2 * diff(coxph(as.formula(paste("Surv(time, status) ~", paste(all, collapse = "+"))), d, control = ctrl)$loglik)
n <- nrow(d); e <- sum(status)
r2 <- (1 - 12 / lr) * (1 - exp(-lr / n)); most <- 1 - exp(2 * (e * log(e / n) - e) / n); s <- r2 / (r2 + 0.05 * most)
rate <- e / (sum(time) / 365.25); follow_years <- sum(time) / 365.25 / n
width <- function(m) { h <- 1.96 * sqrt(rate / (m * follow_years)); r <- 1 - exp(-rate * 3); max(1 - exp(-(rate + h) * 3) - r, r - 1 + exp(-(rate - h) * 3)) }
out <- list(
  origin = list(tool = paste0(R.version.string, ", survival ", packageVersion("survival"), ", riskRegression ", packageVersion("riskRegression"), ", maxstat ", packageVersion("maxstat"), ", rms ", packageVersion("rms")),
                command = "Rscript test/study/develop/golden/hepatocellular.R"),
  coef = unname(coef(fit)), se = unname(sqrt(diag(vcov(fit)))), hazard = hazard(times),
  followUp = c(follow$quantile, follow$lower, follow$upper),
  auc = auc$AUC, aucLower = auc$lower, aucUpper = auc$upper, brier = brier$Brier, ipa = brier$IPA,
  uno = uno$concordance, unoSe = sqrt(uno$var), ici = ici,
  netBenefit = sapply(c(20, 40, 60), function(p) benefit(p / 100, 2)),
  cutoff = unname(cut$estimate), cutoffP = cut$p.value, logRankP = pchisq(survdiff(Surv(time, status) ~ high)$chisq, 1, lower = FALSE), groupHazardRatio = unname(exp(c(coef(group), confint(group)))),
  cirrhosis = subgroup(d$Cirrhosis), age = subgroup(d$Age > 50),
  riley = c(ceiling(12 / ((0.9 - 1) * log(1 - r2 / 0.9))), ceiling(12 / ((s - 1) * log(1 - r2 / s))), which(sapply(1:5000, width) <= 0.05)[1])
)
write(toJSON(out, digits = NA, auto_unbox = TRUE), "test/study/develop/golden/hepatocellular-r.json")
