namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>What a sweep tells a candidate's factory beside the options.</summary>
/// <param name="LabelColumnName">Label column: Boolean, a key, or a <see cref="float"/>, by the task.</param>
/// <param name="FeatureColumnName">Feature column: a vector of <see cref="float"/> of known size, without missing values.</param>
/// <param name="Seed">Seed for the trainer's random choices.</param>
/// <param name="NumberOfThreads">Threads that the trainer may use: 1, so that results repeat; trials run beside each other instead.</param>
/// <param name="CancellationToken">Set when the trial has to end; for trainers that take a token.</param>
public sealed record TrialSettings(
    string LabelColumnName, string FeatureColumnName, int Seed, int NumberOfThreads, CancellationToken CancellationToken)
{
    /// <summary>
    /// Column of the rows' weights, numbers of type <see cref="float"/> above 0; null where all rows weigh 1. A trainer that does not look
    /// at it learns as if they did, and is judged by the weighted rows.
    /// </summary>
    public string? ExampleWeightColumnName { get; init; }
}
