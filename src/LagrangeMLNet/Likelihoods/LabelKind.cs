namespace LagrangeMLNet.Likelihoods;

/// <summary>What labels are.</summary>
internal enum LabelKind
{
    /// <summary>Numbers of classes, 0 … K − 1.</summary>
    Class,

    /// <summary>Counts, or rates: not negative, and 0 says least.</summary>
    Count,

    /// <summary>Numbers on a scale of any unit and origin.</summary>
    Number,
}

/// <summary>How scores become what is predicted of a label.</summary>
internal enum Link
{
    /// <summary>The score is the prediction.</summary>
    Identity,

    /// <summary>The score is a log-odds.</summary>
    Logit,

    /// <summary>The score is the logarithm of a rate, which can leave the number range.</summary>
    Log,

    /// <summary>Scores are log-probabilities, up to a constant.</summary>
    Softmax,
}

/// <summary>The units in which labels are learnt.</summary>
internal enum LabelUnit
{
    /// <summary>Those they are given in.</summary>
    AsGiven,

    /// <summary>Standard deviations from the mean.</summary>
    Deviation,

    /// <summary>Median absolute deviations from the median, which outliers do not move.</summary>
    RobustDeviation,
}

/// <summary>What is known of labels before anything is learnt.</summary>
/// <param name="Mean">Mean, in units as given.</param>
/// <param name="Deviation">Standard deviation, in units as given.</param>
/// <param name="Scale">The unit in which they are learnt, in units as given.</param>
internal readonly record struct LabelSummary(double Mean, double Deviation, double Scale);

/// <summary>Rows as a fit sees them: what a likelihood estimates a parameter of its own from.</summary>
/// <param name="Scores">Score of each row, its offset included.</param>
/// <param name="Labels">Label of each row, in the units of training.</param>
/// <param name="Weights">Weight of each row.</param>
/// <param name="Parameters">Number of parameters that the fit took from the rows.</param>
internal sealed record ScoredRows(float[] Scores, float[] Labels, float[] Weights, double Parameters)
{
    /// <summary>Σ w.</summary>
    public double Weight
    {
        get
        {
            double sum = 0;
            foreach (float weight in Weights)
                sum += weight;
            return sum;
        }
    }
}
