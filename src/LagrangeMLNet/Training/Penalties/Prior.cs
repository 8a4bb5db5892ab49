namespace LagrangeMLNet.Training;

/// <summary>
/// The Gaussian prior on the weights, as a diagonal of penalties ½ Σ Λ_j θ_j² in the coordinates of training. Biases are not penalised.
/// </summary>
internal sealed class Prior
{
    // Beyond this every weight is 0, and products would leave the number range.
    private const double Strongest = 1e30;

    private readonly double[] _unit;

    private Prior(double[] unit, bool isChosen, double strength)
    {
        _unit = unit;
        IsChosen = isChosen;
        Strength = strength;
    }

    /// <summary>Whether the learner may choose <see cref="Strength"/>.</summary>
    public bool IsChosen { get; }

    /// <summary>λ; the penalty of a position is λ times its unit.</summary>
    public double Strength { get; set; }

    /// <summary>
    /// A prior of the caller's strength, which is per data set on the features as given (the meaning it has in LBFGS), or one of free
    /// strength in which every feature, in units of its own scale, is treated alike.
    /// </summary>
    /// <param name="inverseScale">1/scale of each position in the coordinates of training; 0 where the feature is constant.</param>
    /// <param name="outputs">Outputs of the model.</param>
    /// <param name="given">The caller's strength, or null.</param>
    public static Prior Create(ReadOnlySpan<float> inverseScale, int outputs, double? given)
    {
        int size = inverseScale.Length + 1;
        var unit = new double[outputs * size];
        for (int k = 0; k < outputs; k++)
            for (int j = 0; j < inverseScale.Length; j++)
                unit[(k * size) + j] = inverseScale[j] == 0 ? 0 : given is null ? 1 : (double)inverseScale[j] * inverseScale[j];
        return new Prior(unit, given is null, Math.Min(given ?? 1, Strongest));
    }

    /// <summary>
    /// Λ of parameter <paramref name="i"/> while learning from <paramref name="share"/> of the rows. A given strength stands against all
    /// rows' loss, so a sample sees its share of it; a chosen one is what is believed before any row, and the same for every sample.
    /// </summary>
    public double this[int i, double share] => Strength * _unit[i] * (IsChosen ? 1 : share);

    /// <summary>Penalty of parameter <paramref name="i"/> at strength 1.</summary>
    public double Unit(int i) => _unit[i];

    public bool Penalises(int i) => _unit[i] > 0;

    /// <summary>
    /// The prior where a share of the rows is all there is; one whose strength is chosen is the same, and chosen together.
    /// </summary>
    public Prior For(double share) => IsChosen ? this : new Prior(_unit, false, Strength * share);

    /// <summary>Σ Λ_j θ_j² / λ, Λ for all rows.</summary>
    public double SquaredNorm(ReadOnlySpan<double> theta)
    {
        double sum = 0;
        for (int i = 0; i < theta.Length; i++)
            sum += _unit[i] * theta[i] * theta[i];
        return sum;
    }

    /// <summary>½ Σ Λ_j θ_j².</summary>
    public double Penalty(ReadOnlySpan<double> theta, double share) => Strength * (IsChosen ? 1 : share) * SquaredNorm(theta) / 2;
}
