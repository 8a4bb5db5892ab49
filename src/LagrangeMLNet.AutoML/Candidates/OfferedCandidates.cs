using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>Candidates that other packages of the family offer where the application references them.</summary>
/// <param name="offers">What the packages offer.</param>
internal sealed class OfferedCandidates(IReadOnlyList<ITrainerOffer> offers)
{
    private static readonly Lazy<OfferedCandidates> s_present = new(() => new(TrainerOffers.Present));

    /// <summary>Those of the packages that this application has.</summary>
    public static OfferedCandidates Present => s_present.Value;

    /// <summary>Why packages that are there cannot be used.</summary>
    public IEnumerable<string> Problems =>
        offers.Select(offer => offer.Problem).OfType<string>().Select(problem => $"Network trainers take no part: {problem}");

    /// <summary>The candidates for a task; none of a package that cannot be used.</summary>
    public IEnumerable<Candidate> For(PredictionTask task)
    {
        var receiver = new Receiver(task);
        foreach (var offer in offers.Where(offer => offer.Problem is null))
            offer.OfferTo(receiver);
        return receiver.Candidates;
    }

    private sealed class Receiver(PredictionTask task) : ITrainerOfferReceiver
    {
        private readonly List<Candidate> _candidates = [];

        public IReadOnlyList<Candidate> Candidates => _candidates;

        public void Add<TOptions>(
            PredictionTask offered,
            string name,
            Func<MLContext, TOptions, OfferedSettings, IEstimator<ITransformer>> create,
            Func<TOptions, double> cost)
            where TOptions : class, new()
        {
            if (offered != task)
                return;
            _candidates.Add(Candidate.Create<TOptions>(
                name,
                (context, options, settings) => create(
                    context,
                    options,
                    new OfferedSettings(
                        settings.LabelColumnName,
                        settings.FeatureColumnName,
                        settings.Seed,
                        settings.CancellationToken,
                        settings.ExampleWeightColumnName)),
                cost: cost));
        }
    }
}
