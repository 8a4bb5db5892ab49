using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>How many of the rows are looked at at all.</summary>
internal static class CandidateShare
{
    // Rows looked at for each row that may be learnt from, where there are plenty: their error is then under half that of a uniform sample.
    private const double PerSelected = 2;

    // Fewer rows than this are all looked at: it takes hundredths of a second.
    private const int Few = 200_000;

    // Rows per parameter at which the error of a random share of the rows, P/2n, is 1/4000 nat at most.
    private const int PerParameter = 2000;

    // Rows that are not looked at are chosen by a hash of their own, so that samples of those that are do not depend on it.
    private const int Salt = 0x1B873593;

    public static int Seed(TrainingSettings settings) => settings.Seed ^ Salt;

    /// <param name="settings">The caller's settings.</param>
    /// <param name="likelihood">The likelihood.</param>
    /// <param name="parameters">Number of parameters; null if they are too many for a plan.</param>
    /// <param name="rows">Number of rows, or null where the data does not say.</param>
    public static double Of(TrainingSettings settings, Likelihood likelihood, long? parameters, long? rows)
    {
        if (!settings.IsPlanned)
            return settings.Fraction;
        if (rows is not > 0 || parameters is null
            || settings.Fraction * rows < SubsampleLearner.SmallestSample(likelihood, parameters.Value))
            return 1;
        return Math.Min(1, Math.Max(PerSelected * settings.Fraction, Math.Max(Few, (double)PerParameter * parameters.Value) / rows.Value));
    }
}
