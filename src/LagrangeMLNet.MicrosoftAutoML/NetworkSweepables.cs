using LagrangeMLNet.Data;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>The network trainers of <c>LagrangeMLNet.TorchSharp</c>, where the application references it.</summary>
/// <param name="task">What is predicted.</param>
/// <param name="label">Label column.</param>
/// <param name="features">Feature column.</param>
internal sealed class NetworkSweepables(PredictionTask task, string label, string features) : ITrainerOfferReceiver
{
    private readonly List<SweepableEstimator> _sweepables = [];

    /// <exception cref="InvalidOperationException">The package, or a native library that it needs, is not there.</exception>
    public IReadOnlyList<SweepableEstimator> Of(IReadOnlyList<ITrainerOffer> offers)
    {
        if (offers.Count == 0)
        {
            throw new InvalidOperationException(
                "There are no network trainers: reference the package LagrangeMLNet.TorchSharp in the application's project, or leave "
                + "useNetworks false.");
        }

        foreach (var offer in offers)
        {
            if (offer.Problem is { } problem)
                throw new InvalidOperationException($"Network trainers cannot be used: {problem}");
            offer.OfferTo(this);
        }

        return _sweepables;
    }

    public void Add<TOptions>(
        PredictionTask offered,
        string name,
        Func<MLContext, TOptions, OfferedSettings, IEstimator<ITransformer>> create,
        Func<TOptions, double> cost)
        where TOptions : class, new()
    {
        if (offered == task)
            _sweepables.Add(
                SweepableTrainer.Of(
                    (context, options) => create(context, options, Settings(context)), new TOptions(), new SearchSpace<TOptions>()));
    }

    /// <summary>The trial's token is found where the trial has left it: a pipeline's parameters have no place for it.</summary>
    private OfferedSettings Settings(MLContext context) => new(
        label,
        features,
        Seed: 0,
        TrainingWatch.Of(MLNetInternals.GetEnvironment(context.BinaryClassification))?.Token ?? CancellationToken.None);
}
