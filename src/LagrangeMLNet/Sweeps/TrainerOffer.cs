using LagrangeMLNet.Data;
using Microsoft.ML;

namespace LagrangeMLNet.Sweeps;

/// <summary>
/// Trainers that a package adds to the default candidates of sweeps wherever it is present. The package names its offer by
/// <see cref="TrainerOfferAttribute"/>; sweeps need no reference to it.
/// </summary>
internal interface ITrainerOffer
{
    /// <summary>Why the trainers cannot be used on this machine, in one sentence; null if they can.</summary>
    string? Problem { get; }

    /// <summary>Hands over every trainer, with its own options type.</summary>
    void OfferTo(ITrainerOfferReceiver receiver);
}

/// <summary>Takes trainers that are offered.</summary>
internal interface ITrainerOfferReceiver
{
    /// <summary>Takes one trainer.</summary>
    /// <typeparam name="TOptions">Options: plain properties that travel as JSON, swept where they are annotated.</typeparam>
    /// <param name="task">What the trainer predicts.</param>
    /// <param name="name">Name of the trainer.</param>
    /// <param name="create">Makes the trainer from options that were read from JSON, and the sweep's own settings.</param>
    /// <param name="cost">Cost of a fit relative to a linear model's.</param>
    void Add<TOptions>(
        PredictionTask task,
        string name,
        Func<MLContext, TOptions, OfferedSettings, IEstimator<ITransformer>> create,
        Func<TOptions, double> cost)
        where TOptions : class, new();
}

/// <summary>What a sweep tells an offered trainer.</summary>
internal sealed record OfferedSettings(string Label, string Features, int Seed, CancellationToken CancellationToken,
    string? Weights = null);

/// <summary>Names the type of an assembly's <see cref="ITrainerOffer"/>, which has a constructor without parameters.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TrainerOfferAttribute(Type type) : Attribute
{
    public Type Type => type;
}
