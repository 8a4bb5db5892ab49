using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Proposals;

/// <summary>Draws candidates and positions evenly: what a model-based proposal has to beat.</summary>
internal sealed class RandomProposal(ProposalSpace space) : IProposal
{
    private const int Attempts = 100;

    public (int Candidate, double[] Position)? Next(IReadOnlyList<Trial> tried, IReadOnlyList<TrialOutcome> known, Random random)
    {
        int[] open = space.Open(tried);
        for (int attempt = 0; attempt < Attempts && open.Length > 0; attempt++)
        {
            int candidate = open[random.Next(open.Length)];
            double[] position = space.Draw(candidate, random);
            if (space.IsNew(candidate, position, tried))
                return (candidate, position);
        }

        return null;
    }
}
