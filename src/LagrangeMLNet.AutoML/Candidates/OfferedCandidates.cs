using System.Reflection;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>Candidates that other packages of the family offer where the application references them.</summary>
/// <param name="offers">What the packages offer.</param>
internal sealed class OfferedCandidates(IReadOnlyList<ITrainerOffer> offers)
{
    /// <summary>Packages that offer trainers. They are found by name, so that none of them has to be there.</summary>
    private static readonly string[] Packages = ["LagrangeMLNet.TorchSharp"];

    private static readonly Lazy<OfferedCandidates> s_present = new(() => new([.. Packages.Select(Find).OfType<ITrainerOffer>()]));

    /// <summary>Those of the packages that this application has.</summary>
    public static OfferedCandidates Present => s_present.Value;

    /// <summary>Why packages that are there cannot be used.</summary>
    public IEnumerable<string> Problems =>
        offers.Select(offer => offer.Problem).OfType<string>().Select(problem => $"Network trainers take no part: {problem}");

    /// <summary>The candidates for a task; none of a package that cannot be used.</summary>
    public IEnumerable<Candidate> For(SweepTask task)
    {
        var receiver = new Receiver(task);
        foreach (var offer in offers.Where(offer => offer.Problem is null))
            offer.OfferTo(receiver);
        return receiver.Candidates;
    }

    private static ITrainerOffer? Find(string package)
    {
        try
        {
            return Assembly.Load(package).GetCustomAttribute<TrainerOfferAttribute>() is { } offer
                ? (ITrainerOffer)Activator.CreateInstance(offer.Type)!
                : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private sealed class Receiver(SweepTask task) : ITrainerOfferReceiver
    {
        private readonly List<Candidate> _candidates = [];

        public IReadOnlyList<Candidate> Candidates => _candidates;

        public void Add<TOptions>(
            OfferedTask offered,
            string name,
            Func<MLContext, TOptions, OfferedSettings, IEstimator<ITransformer>> create,
            Func<TOptions, double> cost)
            where TOptions : class
        {
            if (offered.ToString() != task.ToString())
                return;
            _candidates.Add(Candidate.Create<TOptions>(
                name,
                (context, options, settings) => create(
                    context,
                    options,
                    new OfferedSettings(
                        settings.LabelColumnName, settings.FeatureColumnName, settings.Seed, settings.CancellationToken, settings.ExampleWeightColumnName)),
                cost: cost));
        }
    }
}
