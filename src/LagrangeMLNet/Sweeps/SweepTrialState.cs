namespace LagrangeMLNet.Sweeps;

/// <summary>How a trial ended.</summary>
public enum SweepTrialState
{
    /// <summary>It learnt from all training rows.</summary>
    Complete,

    /// <summary>It was stopped because its learning curve could no longer reach the best one.</summary>
    Pruned,

    /// <summary>It threw, took longer than a trial may, or gave scores that are not numbers.</summary>
    Failed,

    /// <summary>The sweep ended while it ran.</summary>
    Interrupted,
}
