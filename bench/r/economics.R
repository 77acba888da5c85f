# SPDX-License-Identifier: Apache-2.0
# The model of bench/economics.py in vectorised base R: 40 parameters, 7 actors, 10 years, net at 1, 5 and 10 years for
# nine purses, payback of society, benefit-cost ratio, intervals. Prints CPU seconds of the best of some runs.
#     Rscript economics.R DRAWS RUNS

args <- commandArgs(trailingOnly = TRUE)
n <- if (length(args) > 0) as.integer(args[1]) else 100000L
runs <- if (length(args) > 1) as.integer(args[2]) else 3L
years <- 10L
kinds <- c("normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform")

draw <- function(kind, value) {
  low <- 0.7 * value
  high <- 1.4 * value
  sd <- (high - low) / (2 * 1.959963984540054)
  mode <- (value - low) / (high - low)
  switch(kind,
    normal = rnorm(n, value, sd),
    lognormal = { s2 <- log1p((sd / value)^2); rlnorm(n, log(value) - s2 / 2, sqrt(s2)) },
    beta = { k <- value * (1 - value) / sd^2 - 1; rbeta(n, value * k, (1 - value) * k) },
    gamma = rgamma(n, shape = (value / sd)^2, scale = sd^2 / value),
    triangular = { u <- runif(n); ifelse(u < mode, sqrt(u * mode), 1 - sqrt((1 - u) * (1 - mode))) * (high - low) + low },
    pert = low + (high - low) * rbeta(n, 1 + 4 * mode, 1 + 4 * (1 - mode)),
    uniform = runif(n, low, high)
  )
}

model <- function() {
  effect <- rnorm(n, 0.12, 0.04)
  amounts <- matrix(0, n, 20)
  shares <- matrix(0, 20, 7)
  for (i in 0:18) {
    price_kind <- kinds[i %% 7 + 1]
    if (price_kind == "beta") price_kind <- "gamma"
    price <- draw(price_kind, 20000 + 1000 * i)
    units <- draw(kinds[(i + 2) %% 7 + 1], 0.5)
    amounts[, i + 1] <- 120 * effect * price * units
    here <- i %% 7 + 1
    other <- (i + 3) %% 7 + 1
    if (i %% 5 == 0) {
      shares[i + 1, here] <- 1
      shares[i + 1, other] <- -1
    } else {
      shares[i + 1, here] <- 0.8
      shares[i + 1, other] <- 0.2
    }
  }
  amounts[, 20] <- -3 * draw("gamma", 4e5)
  shares[20, 1] <- 0.7
  shares[20, 3] <- 0.3
  weights <- matrix(1, 20, years)
  weights[20, ] <- c(1, 1, rep(0, years - 2))
  factors <- 1.035^-(seq_len(years) - 0.5)
  purses <- cbind(shares, rowSums(shares[, 1:3]), rowSums(shares))
  net <- list()
  for (last in c(1, 5, years)) {
    worth <- purses * as.vector(weights[, seq_len(last), drop = FALSE] %*% factors[seq_len(last)])
    net[[as.character(last)]] <- amounts %*% worth
  }
  payback <- function(share) {
    yearly <- amounts %*% (weights * share)
    total <- rep(0, n)
    back <- rep(Inf, n)
    for (year in seq_len(years)) {
      after <- total + yearly[, year]
      turned <- total < 0 & after >= 0
      back[turned] <- 12 * (year - 1 - total[turned] / yearly[turned, year])
      back[after < 0] <- Inf
      total <- after
    }
    back
  }
  months <- cbind(payback(purses[, 9]), payback(purses[, 8]), payback(purses[, 1]), payback(purses[, 3]))
  worth <- as.vector(weights %*% factors) * purses[, 9]
  cost <- -amounts[, 20] * worth[20]
  benefit <- amounts[, 1:19] %*% worth[1:19]
  ratio <- benefit / cost
  c(
    unlist(lapply(net, function(x) apply(x, 2, function(v) c(mean(v), sd(v), quantile(v, c(0.025, 0.975)), mean(v > 0))))),
    apply(months, 2, quantile, c(0.025, 0.5, 0.975), type = 1), quantile(ratio, c(0.025, 0.975)),
    society = mean(net[[3]][, 9])
  )
}

set.seed(1)
best <- Inf
for (run in seq_len(runs)) {
  took <- system.time(found <- model())
  best <- min(best, took[["user.self"]] + took[["sys.self"]])
}
cat(sprintf("%.4f %.1f\n", best, found[["society"]]))
