"""The budgets, measured: each figure beside a floor taken in the same run on the same machine, because only ratios travel."""
