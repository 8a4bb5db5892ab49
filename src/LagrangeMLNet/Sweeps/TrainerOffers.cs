using System.Reflection;

namespace LagrangeMLNet.Sweeps;

/// <summary>Offers of the family's packages that this application has.</summary>
internal static class TrainerOffers
{
    /// <summary>Packages that offer trainers. They are found by name, so that none of them has to be there.</summary>
    private static readonly string[] Packages = ["LagrangeMLNet.TorchSharp", "LagrangeMLNet.Trees"];

    private static readonly Lazy<IReadOnlyList<ITrainerOffer>> Found = new(() => [.. Packages.Select(Find).OfType<ITrainerOffer>()]);

    /// <summary>What is offered.</summary>
    public static IReadOnlyList<ITrainerOffer> Present => Found.Value;

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
}
