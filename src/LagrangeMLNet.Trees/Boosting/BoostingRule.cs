namespace LagrangeMLNet.Boosting;

/// <summary>How trees are added up.</summary>
internal sealed record BoostingRule
{
    /// <summary>What a tree may become.</summary>
    public required GrowthRule Growth { get; init; }

    /// <summary>Share of a leaf's full step that is taken, in (0, 1].</summary>
    public required double Rate { get; init; }

    /// <summary>Share of the rows that a tree is grown from, in (0, 1].</summary>
    public double RowShare { get; init; } = 1;

    /// <summary>Share of the columns that a tree may look at, in (0, 1].</summary>
    public double ColumnShare { get; init; } = 1;

    /// <summary>Most rounds; each adds a tree an output.</summary>
    public int MostRounds { get; init; } = 10_000;

    /// <summary>Rounds without a new lowest held-out loss after which learning ends, at least, and as a share of those before it.</summary>
    public required (int Fewest, double Share) Patience { get; init; }

    /// <summary>Whether exactly the given number of rounds is made.</summary>
    public bool SpendsBudget { get; init; }
}
