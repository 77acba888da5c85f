# SPDX-License-Identifier: Apache-2.0
# Reference values from R. Run by run.sh in this folder; writes values.json and, from a fixed seed, made.csv.
# Only Debian's r-base-core, r-cran-matchit, r-cran-sandwich and r-cran-survey (which brings survival) are used.

suppressPackageStartupMessages({library(MatchIt); library(sandwich); library(survey); library(survival)})
options(digits = 17, warn = 1)
here <- normalizePath(commandArgs(trailingOnly = TRUE)[1])
data_folder <- file.path(here, "..", "effects", "data")

# JSON by hand: numbers with all their digits, named lists, vectors.
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    inner <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(inner, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', inner, collapse = ", "), "}"))
  }
  if (is.character(x)) one <- paste0('"', x, '"')
  else if (is.logical(x)) one <- tolower(as.character(x))
  else one <- ifelse(is.finite(x), formatC(x, digits = 15, format = "g"), "null")
  if (length(x) == 1 && is.null(names(x))) return(one)
  if (!is.null(names(x))) return(paste0("{", paste0('"', names(x), '": ', one, collapse = ", "), "}"))
  paste0("[", paste(one, collapse = ", "), "]")
}
several <- function(x) as.list(unname(x))

# ---- data: 240 persons in 24 units, no two alike, so that every rule of matching has one answer
made <- function() {
  set.seed(20261127)
  n <- 240
  unit <- rep(1:24, each = 10)
  a <- round(rnorm(n), 6); b <- round(rnorm(n) + 0.3 * a, 6); c <- sample(0:3, n, replace = TRUE)
  t <- as.integer(runif(n) < plogis(-1 + 0.7 * a - 0.4 * b + 0.2 * c))
  drawn <- as.integer(unit %% 3 == 0)
  y <- round(a + 0.5 * b + 0.3 * c + 0.8 * t + 0.4 * rnorm(24)[unit] + rnorm(n) * (1 + 0.5 * t), 6)
  event <- as.integer(runif(n) < plogis(0.3 * a + 0.5 * t - 0.5))
  count <- rpois(n, exp(0.2 + 0.3 * a - 0.3 * t))
  rating <- pmin(5, pmax(1, round(3 + 0.6 * t + rnorm(n))))
  latent <- rexp(n, rate = exp(-2.2 - 0.4 * t)); lost <- runif(n, 3, 30)
  months <- pmax(round(pmin(latent, lost), 3), 0.001)
  data.frame(id = sprintf("p%03d", 1:n), unit, a, b, c, t, drawn, y, event, count, rating, months,
             ended = as.integer(latent <= lost))
}
people <- made()
write.csv(people, file.path(here, "made.csv"), row.names = FALSE, quote = FALSE)

# ---- MatchIt: weights, matches and standardised differences
formula <- t ~ a + b + c
balance <- function(m, standard = "treated") {
  s <- summary(m, standardize = TRUE)
  list(names = several(rownames(s$sum.all)), before = several(s$sum.all[, "Std. Mean Diff."]),
       after = several((if (is.null(s$sum.matched)) s$sum.across else s$sum.matched)[, "Std. Mean Diff."]))
}
matched <- function(m) {
  found <- list(weights = several(m$weights[rownames(people)]), balance = balance(m))
  if (!is.null(m$match.matrix)) {
    pairs <- apply(m$match.matrix, 1, function(row) list(as.integer(row[!is.na(row)])))
    found$treated <- several(as.integer(rownames(m$match.matrix)))
    found$controls <- unname(lapply(pairs, function(one) as.list(one[[1]])))
  }
  found
}
# Debian's MatchIt 4.5.1 does not take the nearest when it searches by a score of its own (36 of 84 controls "with
# replacement" are not the nearest, and its caliper does not hold). Given the distances as a matrix it does. A matrix
# knows no order of its own, so persons come by falling score: "data" is then the order "largest".
fitted_score <- glm(formula, binomial, people)$fitted.values
ordered <- people[order(-fitted_score), ]
apart <- function(d) abs(outer(fitted_score[rownames(d)], fitted_score[rownames(d)], "-"))
by_distance <- function(...) matchit(formula, ordered, distance = apart(ordered), m.order = "data", ...)
match_it <- list(
  score = several(matchit(formula, people)$distance),
  nearest = matched(by_distance()),
  nearest_two = matched(by_distance(ratio = 2)),
  replacement = matched(by_distance(replace = TRUE)),
  exact_nearest = matched(by_distance(exact = ~ c)),
  mahalanobis = matched(matchit(formula, people, distance = "mahalanobis", replace = TRUE)),
  exact = matched(matchit(t ~ c, people, method = "exact")),
  coarsened = matched(matchit(formula, people, method = "cem")),
  coarsened_at = matched(matchit(formula, people, method = "cem",
                                 cutpoints = list(a = c(-1, 0, 1), b = c(-0.5, 0.5), c = c(0.5, 1.5)))),
  subclass = matched(matchit(formula, people, method = "subclass", subclass = 4))
)
weighted <- lm(y ~ t, ordered, weights = by_distance(replace = TRUE)$weights)
nearest <- by_distance()
kept <- match.data(nearest)
in_pairs <- lm(y ~ t, kept, weights = weights)
match_it$effects <- list(
  replacement = coef(weighted)[["t"]], nearest = coef(in_pairs)[["t"]],
  nearest_error = sqrt(vcovCL(in_pairs, cluster = kept$subclass)["t", "t"])
)

# ---- sandwich: HC0–HC3 and, over units, CR0–CR3 (its HC2 and HC3 of clusters are Bell and McCaffrey's)
covariance <- function(m) several(unname(c(m)))
robust <- function(m, unit) list(
  coefficients = several(coef(m)),
  HC0 = covariance(vcovHC(m, "HC0")), HC1 = covariance(vcovHC(m, "HC1")),
  HC2 = covariance(vcovHC(m, "HC2")), HC3 = covariance(vcovHC(m, "HC3")),
  CR0 = covariance(vcovCL(m, unit, type = "HC0", cadjust = FALSE)),
  CR1 = covariance(vcovCL(m, unit, type = "HC1", cadjust = TRUE)),
  CR2 = covariance(vcovCL(m, unit, type = "HC2", cadjust = FALSE)),
  CR3 = covariance(vcovCL(m, unit, type = "HC3", cadjust = FALSE))
)
nsw <- read.csv(file.path(data_folder, "nsw_dw445.csv"))
sandwiches <- list(
  persons = robust(lm(y ~ drawn + a + b + c, people), people$unit),
  nsw = robust(lm(re78 ~ treat + age + educ + re75, nsw), nsw$educ),
  newey_west = {
    nile <- read.csv(file.path(data_folder, "nile.csv"))
    m <- lm(volume ~ I(year >= 1899), nile)
    covariance(NeweyWest(m, lag = 3, prewhite = FALSE, adjust = FALSE))
  }
)

# ---- survey: a weighted difference with its design-based error; post-stratified totals
score <- predict(glm(formula, binomial, people), type = "response")
people$w <- ifelse(people$t == 1, 1 / score, 1 / (1 - score))
ipw <- svyglm(y ~ t, svydesign(~1, weights = ~w, data = people))
poststratified <- {
  d <- postStratify(svydesign(~1, weights = ~1, data = people), ~c, data.frame(c = 0:3, Freq = c(100, 80, 40, 20)))
  as.numeric(coef(svymean(~y, d)))
}
surveys <- list(ipw = coef(ipw)[["t"]], ipw_error = sqrt(vcov(ipw)["t", "t"]), poststratified_mean = poststratified)

# ---- survival: Kaplan–Meier and the mean time without event up to 12 months
mean_until <- function(group, horizon) {
  s <- summary(survfit(Surv(months, ended) ~ 1, people[people$t == group, ]), rmean = horizon)$table
  list(value = s[["rmean"]], error = s[[grep("^se", names(s))]])
}
curve <- survfit(Surv(months, ended) ~ 1, people[people$t == 1, ])
times <- list(with = mean_until(1, 12), without = mean_until(0, 12),
              at = several(c(2, 4, 8)), share = several(summary(curve, times = c(2, 4, 8))$surv))

# ---- base R: tests of few persons, ratings, events and counts
few <- people[1:14, ]
base <- list(
  welch = {w <- t.test(y ~ factor(t, levels = c(1, 0)), people)
           list(low = w$conf.int[1], high = w$conf.int[2], p = w$p.value, df = w$parameter[["df"]])},
  fisher = fisher.test(table(few$t, few$event))$p.value,
  events = list(treated = sum(people$event[people$t == 1]), n_treated = sum(people$t),
                control = sum(people$event[people$t == 0]), n_control = sum(1 - people$t)),
  superiority = {w <- wilcox.test(people$rating[people$t == 1], people$rating[people$t == 0], exact = FALSE)
                 w$statistic[["W"]] / (sum(people$t) * sum(1 - people$t))},
  poisson_ratio = exp(coef(glm(count ~ t, poisson, people))[["t"]]),
  logit = several(coef(glm(formula, binomial, people))),
  holm = several(p.adjust(c(0.01, 0.04, 0.03, 0.2), "holm")),
  benjamini_hochberg = several(p.adjust(c(0.01, 0.04, 0.03, 0.2), "BH"))
)

versions <- c(R = paste(R.version$major, R.version$minor, sep = "."),
              vapply(c(matchit = "MatchIt", sandwich = "sandwich", survey = "survey", survival = "survival"),
                     function(p) as.character(packageVersion(p)), ""))
writeLines(paste0("{\n", paste0('"', c("versions", "matchit", "sandwich", "survey", "survival", "base"), '": ',
                               c(json(versions), json(match_it), json(sandwiches), json(surveys), json(times), json(base)),
                               collapse = ",\n"), "\n}"), file.path(here, "values.json"))
cat("written: made.csv, values.json with", paste(names(versions), versions, collapse = ", "), "\n")
