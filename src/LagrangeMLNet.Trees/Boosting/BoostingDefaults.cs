using LagrangeMLNet.Binning;
using LagrangeMLNet.Losses;

namespace LagrangeMLNet.Boosting;

/// <summary>What the learner chooses where the caller does not: from the number of rows, columns and outputs alone.</summary>
internal static class BoostingDefaults
{
    private const int ManyRows = 100_000;
    private const double MostHeldOut = 20_000;
    private const int MostLeaves = 31;
    private const int FewestLeaves = 8;

    /// <summary>Full steps without a new lowest held-out loss after which learning ends, at least.</summary>
    private const double PatienceInSteps = 2;

    /// <summary>The same as a share of the rounds before it.</summary>
    private const double PatienceShare = 0.2;

    /// <summary>√rows per leaf: trees of 1,000 rows have 15 leaves.</summary>
    private const double RootRowsPerLeaf = 2;

    /// <summary>Number of ensembles whose mean is the model.</summary>
    public static int Folds(TreesSettings settings, int rows) =>
        settings.HoldOutFraction is not null ? 1 : settings.Folds ?? (rows < ManyRows ? 5 : 1);

    /// <summary>Share of the rows that are held out by a single ensemble.</summary>
    public static double HoldOut(TreesSettings settings, int rows) =>
        settings.HoldOutFraction ?? Math.Min(0.1, MostHeldOut / rows);

    /// <summary>How trees are grown and added up.</summary>
    /// <param name="settings">What the caller set.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="loss">What is descended.</param>
    /// <param name="learnt">Number of rows to learn from.</param>
    public static BoostingRule Rule(TreesSettings settings, BinnedRows rows, TreeLoss loss, int learnt)
    {
        double rate = settings.LearningRate ?? 0.1;
        return new BoostingRule
        {
            Growth = new GrowthRule
            {
                MostLeaves = settings.Leaves ?? Leaves(loss, learnt),
                FewestRows = settings.RowsPerLeaf ?? 10,
                Prior = settings.L2Regularization ?? 1,
                Monotone = MonotoneOf(settings.Monotone, rows),
            },
            Rate = rate,
            RowShare = settings.RowFraction ?? 1,
            ColumnShare = settings.FeatureFraction ?? 1,
            Patience = ((int)Math.Ceiling(PatienceInSteps / rate), PatienceShare),
            MostRounds = settings.Rounds ?? settings.MaximumRounds,
            SpendsBudget = settings.Rounds is not null,
        };
    }

    /// <summary>
    /// Fewer leaves where rows are few, and where a spread is learnt beside the mean, which residuals that trees have been fitted to make
    /// too small (NGBoost's trees, too, have 8).
    /// </summary>
    private static int Leaves(TreeLoss loss, int rows) =>
        loss.LearnsSpread ? FewestLeaves : (int)Math.Clamp(Math.Sqrt(rows) / RootRowsPerLeaf, FewestLeaves, MostLeaves);

    private static sbyte[]? MonotoneOf(int[]? signs, BinnedRows rows) => signs is null || signs.All(sign => sign == 0)
        ? null
        : [.. rows.Columns.Select(column => column.Slot < signs.Length ? (sbyte)Math.Sign(signs[column.Slot]) : (sbyte)0)];
}
