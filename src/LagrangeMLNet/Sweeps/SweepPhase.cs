namespace LagrangeMLNet.Sweeps;

/// <summary>What a sweep is doing.</summary>
public enum SweepPhase
{
    /// <summary>Labels are read and rows divided.</summary>
    Preparing,

    /// <summary>Trials run.</summary>
    Searching,

    /// <summary>The winner learns again, and is measured on rows that no trial has seen.</summary>
    Refitting,

    /// <summary>The result is there.</summary>
    Done,
}
