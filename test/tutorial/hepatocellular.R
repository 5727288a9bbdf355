# SPDX-License-Identifier: Apache-2.0
# Reference values of the tutorial's cohort. Run: Rscript hepatocellular.R ../../fhir-fixtures/cohorts/hepatocellular.csv > hepatocellular.golden.json
suppressMessages(library(survival))
args <- commandArgs(trailingOnly = TRUE)
d <- subset(read.csv(args[1]), Age >= 18)
classes <- c("ALT", "AST", "AFP", "Tumorsize", "Tumordifferentiation", "Tumormultiplicity")
for (name in classes) d[[name]] <- as.integer(d[[name]] == 2)
candidates <- c("Age", "Gender", "HBsAg", "Cirrhosis", classes[1:5], "Vascularinvasion", "Tumormultiplicity", "Capsulation")
control <- coxph.control(eps = 1e-11, iter.max = 50)
num <- function(x) paste0(ifelse(is.na(x), "null", sprintf("%.17g", x)))
arr <- function(x) paste0("[", paste(num(x), collapse = ", "), "]")
obj <- function(...) { l <- list(...); paste0("{", paste(sprintf('"%s": %s', names(l), unlist(l)), collapse = ", "), "}") }
fit_json <- function(f) {
  s <- summary(f)$coefficients
  obj(coef = arr(s[, "coef"]), se = arr(s[, "se(coef)"]), p = arr(s[, "Pr(>|z|)"]), loglik = arr(f$loglik), n = num(f$n), nevent = num(f$nevent))
}
model <- function(vars) coxph(as.formula(paste("Surv(RFS, Recurrence) ~", paste(vars, collapse = " + "))), data = d, ties = "efron", control = control)
univariable <- sapply(candidates, function(v) fit_json(model(v)))
chosen <- candidates[sapply(candidates, function(v) summary(model(v))$coefficients[, "Pr(>|z|)"] < 0.05)]
multi <- model(chosen)
final <- chosen[summary(multi)$coefficients[, "Pr(>|z|)"] < 0.05]
f <- model(final)
at <- c(12, 24, 36)
step <- function(times, values, t) values[max(which(times <= t))]
H <- basehaz(f, centered = FALSE)
km <- survfit(Surv(RFS, Recurrence) ~ 1, data = d)
k <- summary(km, times = at)
follow <- survfit(Surv(RFS, 1 - Recurrence) ~ 1, data = d)
C <- concordance(f)
Z <- cox.zph(f, transform = "km")
inv <- survdiff(Surv(RFS, Recurrence) ~ Vascularinvasion, data = d)
words <- function(x) paste0("[", paste(sprintf('"%s"', x), collapse = ", "), "]")
cat("{\n", paste(sprintf('  "%s": %s', c("origin", "n", "events", "candidates", "univariable", "univariable_below_005", "multivariable", "final", "model", "baseline", "km", "median", "median_follow_up", "concordance", "zph", "logrank_vascular_invasion"), c(
  sprintf('"%s, survival %s, Rscript hepatocellular.R"', R.version.string, packageVersion("survival")),
  num(nrow(d)), num(sum(d$Recurrence)), words(candidates),
  paste0("{", paste(sprintf('"%s": %s', candidates, univariable), collapse = ", "), "}"),
  words(chosen), fit_json(multi), words(final), fit_json(f),
  obj(times = arr(at), hazard = arr(sapply(at, function(t) step(H$time, H$hazard, t)))),
  obj(times = arr(at), surv = arr(k$surv), lower = arr(k$lower), upper = arr(k$upper)),
  arr(unlist(quantile(km, 0.5))), arr(unlist(quantile(follow, 0.5))),
  obj(c = num(C$concordance), se = num(sqrt(C$var))),
  obj(chisq = arr(Z$table[, "chisq"]), p = arr(Z$table[, "p"])),
  obj(chisq = num(inv$chisq), observed = arr(inv$obs), expected = arr(inv$exp)))), collapse = ",\n"), "\n}\n", sep = "")
