using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>Samples that grow from a pilot to all rows by equal factors, each as far as the last one's fit carries.</summary>
internal static class GrowingSamples
{
    // Rows per parameter in the pilot: its excess loss, P/2n, is then about 1/32 nat, where Newton's steps converge at once. A row of K
    // classes tells more than one of two; √K is a cautious share of that. Where events are rare, the rows are more by as much.
    private const int PilotRowsPerParameter = 16;
    private const int SmallestPilot = 1000;
    private const double Growth = 8;

    // The Fisher matrix of a quadratic loss is the same everywhere: up to this size it is measured on all rows at once, and one step
    // arrives.
    private const int LargestQuadratic = 128;

    /// <summary>Shares of the rows, growing to 1.</summary>
    /// <param name="likelihood">The likelihood.</param>
    /// <param name="parameters">Number of parameters.</param>
    /// <param name="evenness">Rows of even classes that tell as much as one of these does.</param>
    /// <param name="rows">Number of rows.</param>
    public static double[] Shares(Likelihood likelihood, int parameters, double evenness, long rows)
    {
        double pilot = Math.Max(SmallestPilot, PilotRowsPerParameter * parameters / Math.Sqrt(likelihood.Outputs)) / evenness;
        if (pilot * 2 >= rows || (likelihood.IsQuadratic && parameters <= LargestQuadratic))
            return [1];
        int samples = (int)Math.Ceiling(Math.Log(rows / pilot) / Math.Log(Growth));
        double growth = Math.Pow(rows / pilot, 1.0 / samples);
        var shares = new double[samples + 1];
        for (int i = 0; i < samples; i++)
            shares[i] = Math.Pow(growth, i - samples);
        shares[^1] = 1;
        return shares;
    }
}
