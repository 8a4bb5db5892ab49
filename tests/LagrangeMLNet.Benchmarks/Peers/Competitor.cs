using LagrangeMLNet.Training;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>What a competitor stands for in the bars.</summary>
internal enum PeerRole
{
    Ours,
    LbfgsDefault,

    /// <summary>
    /// LBFGS with L1 = 0 at the L2 of the grid that was best on the held-out rows: a peer with a perfect search, whose time is not
    /// counted.
    /// </summary>
    LbfgsBest,
    SdcaDefault,
    OtherLinear,

    /// <summary>The benchmark's own closed-form ridge regression at its best strength: a yardstick, not an ML.NET trainer.</summary>
    RidgeBest,
    LightGbm,
    FastTree,
}

/// <summary>A fitted model: scores a view, and says what the table should remark.</summary>
internal sealed record Fitted(Func<IDataView, IDataView> Score, string Remark = "")
{
    /// <summary>Passes over the training rows; NaN where the side does not say.</summary>
    public double Passes { get; init; } = double.NaN;

    /// <summary>How the rows were chosen; null where all were learnt from, and where the side does not say.</summary>
    public DataSelectionReport? Selection { get; init; }

    public static Fitted From(ITransformer model, string remark = "") => new(model.Transform, remark);
}

/// <summary>One side of the comparison.</summary>
/// <param name="Name">Name in the tables.</param>
/// <param name="Role">What it stands for in the bars.</param>
/// <param name="Fit">Fits on a view with columns Label and Features.</param>
/// <param name="Remark">What the table should say about how it is run.</param>
internal sealed record Competitor(string Name, PeerRole Role, Func<IDataView, Fitted> Fit, string Remark = "")
{
    /// <summary>A side that is an ML.NET estimator; built anew for each fit so that none learns from an earlier one.</summary>
    public static Competitor Of(string name, PeerRole role, Func<IEstimator<ITransformer>> estimator, string remark = "") =>
        new(name, role, train => Fitted.From(estimator().Fit(train)), remark);

    /// <summary>Built-in linear ML.NET trainers: those that the bars speak of as peers.</summary>
    public bool IsLinearPeer => Role is PeerRole.LbfgsDefault or PeerRole.LbfgsBest or PeerRole.SdcaDefault or PeerRole.OtherLinear;
}

/// <summary>A competitor whose L2 strength is searched on a grid.</summary>
/// <param name="Name">Name in the tables, without the strength.</param>
/// <param name="Role">Role of the best member.</param>
/// <param name="At">The member at a strength.</param>
internal sealed record PeerGrid(string Name, PeerRole Role, Func<float, Func<IDataView, Fitted>> At)
{
    /// <summary>10³ … 10⁻⁴, a factor of 10 apart, strongest and so fastest first.</summary>
    public static IReadOnlyList<float> Strengths { get; } = [1e3f, 1e2f, 1e1f, 1f, 1e-1f, 1e-2f, 1e-3f, 1e-4f];
}

/// <summary>All sides of a set.</summary>
internal sealed record Field(IReadOnlyList<Competitor> Competitors, IReadOnlyList<PeerGrid> Grids);
