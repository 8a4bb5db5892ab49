using LagrangeMLNet.Data;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML;

/// <summary>The tasks that a sweep can find a model for.</summary>
public sealed class SweepCatalog
{
    private readonly MLContext _context;
    private readonly SweepRun _run;

    internal SweepCatalog(MLContext context, SweepRun run) => (_context, _run) = (context, run);

    /// <summary>Predicts a yes or no. The label is a <see cref="bool"/>; judged by the log-loss in nats.</summary>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    public SweepExperiment BinaryClassification(SweepOptions? options = null) => new(_context, PredictionTask.Binary, options, _run);

    /// <summary>Predicts one of some classes. The label is text, a number, Boolean or a key; judged by the log-loss in nats.</summary>
    /// <inheritdoc cref="BinaryClassification"/>
    public SweepExperiment MulticlassClassification(SweepOptions? options = null) =>
        new(_context, PredictionTask.Multiclass, options, _run);

    /// <summary>Predicts a number. Judged by the mean squared error.</summary>
    /// <inheritdoc cref="BinaryClassification"/>
    public SweepExperiment Regression(SweepOptions? options = null) => new(_context, PredictionTask.Regression, options, _run);
}
