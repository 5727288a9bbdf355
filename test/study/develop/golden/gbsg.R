# SPDX-License-Identifier: Apache-2.0
# R's numbers for a model with a spline, a logarithm, dummies and a spline with named knots on the gbsg data of the package survival, with a column split;
# written to gbsg-r.json. Rscript test/study/develop/golden/gbsg.R <folder with gbsg/data.csv>
suppressMessages({library(survival); library(rms); library(jsonlite)})
d <- read.csv(file.path(commandArgs(TRUE)[1], "gbsg", "data.csv"))
training <- ((seq_len(nrow(d)) - 1) * 7) %% 10 < 7
a <- d[training, ]; b <- d[!training, ]
times <- (1:3) * 365.25
knots <- quantile(a$age, c(0.05, 0.35, 0.65, 0.95))
named <- c(0, 10, 100, 500)
a$grade <- factor(a$grade); a$hormon <- factor(a$hormon)
dd <- datadist(a[, c("age", "nodes", "grade", "hormon", "pgr")]); options(datadist = "dd")
fit <- cph(Surv(time, status) ~ rcs(age, knots) + log(nodes) + grade + hormon + rcs(pgr, named), a, surv = TRUE, x = TRUE, y = TRUE, eps = 1e-12)
surv <- Survival(fit)
drawing <- nomogram(fit, fun = function(lp) surv(times[2], lp), funlabel = "two", lp = TRUE, nodes = c(1, 2, 5, 10, 20, 50, 100))
info <- attr(drawing, "info")
# The linear predictor at which survival at two years is s, in points.
points <- function(s) (log(log(s) / log(surv(times[2], 0))) - info$Intercept) * info$sc
plain <- coxph(Surv(time, status) ~ rcs(age, knots) + log(nodes) + grade + hormon + rcs(pgr, named), a)
five <- d[c(2, 50, 333, 500, 680), ]
five$grade <- factor(five$grade, levels = 1:3); five$hormon <- factor(five$hormon, levels = 0:1)
predicted <- summary(survfit(plain, newdata = five, conf.type = "log"), times = times)
shares <- t(sapply(1:3, function(g) c(mean(d$grade[training] == g), mean(d$grade[!training] == g))))[-1, ]
pooled <- Reduce(`+`, lapply(1:2, function(k) diag(shares[, k]) - outer(shares[, k], shares[, k]))) / 2
gap <- shares[, 1] - shares[, 2]
out <- list(
  origin = list(tool = paste0(R.version.string, ", survival ", packageVersion("survival"), ", rms ", packageVersion("rms")), command = "Rscript test/study/develop/golden/gbsg.R ../shared/oracles/survival/open"),
  knots = unname(knots), coef = unname(coef(fit)), se = unname(sqrt(diag(vcov(fit)))),
  points = list(age = drawing$age$points, nodes = drawing$nodes$points, grade = drawing$grade$points, hormon = drawing$hormon$points, pgr = drawing$pgr$points),
  pointsPerUnit = info$sc, survival = list(at = c(0.3, 0.5, 0.7, 0.9), points = sapply(c(0.3, 0.5, 0.7, 0.9), points)),
  patients = list(age = five$age, nodes = five$nodes, grade = as.integer(as.character(five$grade)), hormon = as.integer(as.character(five$hormon)), pgr = five$pgr,
                  surv = t(predicted$surv), lower = t(predicted$lower), upper = t(predicted$upper)),
  gradeTest = list(p = chisq.test(table(training, d$grade))$p.value, difference = sqrt(sum(gap * solve(pooled, gap)))),
  sizeTest = list(p = wilcox.test(a$size, b$size, exact = FALSE)$p.value, difference = (mean(a$size) - mean(b$size)) / sqrt((var(a$size) + var(b$size)) / 2))
)
write(toJSON(out, digits = NA, auto_unbox = TRUE), "test/study/develop/golden/gbsg-r.json")
