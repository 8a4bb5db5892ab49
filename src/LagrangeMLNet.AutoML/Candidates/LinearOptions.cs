using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>What is swept of ML.NET's SDCA trainers.</summary>
public sealed class SdcaOptions
{
    /// <summary>L2 penalty per row. Default: 1e-4.</summary>
    [Range(1e-7, 1.0, 1e-4, true)]
    public double L2Regularization { get; set; } = 1e-4;

    /// <summary>L1 penalty relative to L2's. Default: 1e-3.</summary>
    [Range(1e-3, 1.0, 1e-3, true)]
    public double L1Regularization { get; set; } = 1e-3;

    /// <summary>Options that are good where there are many sparse features, as texts give.</summary>
    internal static SdcaOptions[] KnownGood { get; } = [new() { L2Regularization = 1e-6, L1Regularization = 0.01 }];
}

/// <summary>What is swept of ML.NET's LBFGS trainers.</summary>
public sealed class LbfgsOptions
{
    /// <summary>L2 penalty, added once to the loss summed over the rows. Default: 1.</summary>
    [Range(1e-3, 1e3, 1.0, true)]
    public double L2Regularization { get; set; } = 1;

    /// <summary>L1 penalty, added once to the loss summed over the rows. Default: 0.01.</summary>
    [Range(1e-3, 100.0, 0.01, true)]
    public double L1Regularization { get; set; } = 0.01;

    /// <summary>Options that are good where there are many sparse features, as texts give.</summary>
    internal static LbfgsOptions[] KnownGood { get; } = [new() { L2Regularization = 0.01, L1Regularization = 0.01 }];
}
