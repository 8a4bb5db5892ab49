using System.Text.Json.Serialization;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Which rows a trainer learns from: <see cref="PlannedSelection"/> or <see cref="UniformSelection"/>. Where
/// <see cref="LagrangianTrainerOptions.DataSelection"/> is null, it learns from all.
/// </summary>
/// <remarks>
/// Written as JSON it is <c>{ "Kind": "planned", "Fraction": 0.1 }</c>. Both are properties that have a setter, as Microsoft's AutoML
/// copies only such.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = nameof(Kind))]
[JsonDerivedType(typeof(PlannedSelection), "planned")]
[JsonDerivedType(typeof(UniformSelection), "uniform")]
public abstract record DataSelection
{
    private protected DataSelection(string kind, double fraction)
    {
        OptionErrors.Check(fraction is > 0 and <= 1, fraction, nameof(Fraction), "(0, 1]");
        (Kind, Fraction) = (kind, fraction);
    }

    /// <summary>How the rows are chosen: <c>planned</c> or <c>uniform</c>.</summary>
    [JsonIgnore]
    public string Kind { get; private init; }

    /// <summary>Share of the rows, in (0, 1], that the trainer learns from.</summary>
    public double Fraction { get; private init; }
}

/// <summary>
/// Learns from a planned sample: the rows on which a fit depends most, each with the inverse of its probability as a weight, and a light
/// look at others to correct it. The loss comes close to that of a fit to all rows.
/// </summary>
/// <remarks>
/// <para>
/// What is read. The fit, its Fisher matrix and the strength of its prior come from the sample: at most
/// <see cref="DataSelection.Fraction"/> of the rows, and fewer where more would not be seen in the loss. The gradient that corrects it
/// comes from all <em>candidates</em>, labels included: each is looked at once to learn its leverage and once for its gradient (up to four
/// times where the sample has few rows for each parameter; the report counts them). Candidates are all rows up to 200,000, or up to 2,000
/// for each parameter, or where the view does not know its number of rows (<c>IDataView.GetRowCount</c>); beyond that a random share, at
/// least twice the fraction. Other rows are never read, and what is wrong with them goes unnoticed. Data beyond the memory limit is
/// streamed; the sample is kept in memory.
/// </para>
/// <para>
/// How. A uniform pilot gives a first F; rows are drawn with probabilities π proportional to their leverage w·tr(F⁻¹F_row), a fifth of them
/// uniformly; the weighted fit θ to them moves by −F_S⁻¹ Σ g(θ), with the sample's F_S and the candidates' gradients. The expected excess
/// loss tr(F·Cov)/2 after that step is least at these probabilities, whatever the labels: the A-criterion in the metric of predictions.
/// Weighted fits alone (Wang, Zhu and Ma, Journal of the American Statistical Association 113 (2018); Ai, Yu, Zhang and Wang, Statistica
/// Sinica 31 (2021)) have an excess of the order P/2m for m rows; with the step (one-step estimation: van der Vaart, Asymptotic Statistics,
/// 1998, section 5.7; Jordan, Lee and Yang, Journal of the American Statistical Association 114 (2019)) it is of the order P²/2m².
/// </para>
/// <para>
/// One row in twenty, 10,000 at most, is held out of all this and checks the expected loss
/// (<see cref="Training.DataSelectionReport"/>); a remark says where it does not hold. All rows are learnt from, and a remark says so,
/// where the fraction is fewer than 200 rows or fewer than ten for each parameter (softmax of K classes: 10/√K), and for models of more
/// than 640 parameters. A fit to fewer than a million rows takes no less time than one to all of them.
/// </para>
/// </remarks>
public sealed record PlannedSelection : DataSelection
{
    /// <param name="fraction">Share of the rows, in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in (0, 1].</exception>
    public PlannedSelection(double fraction)
        : base("planned", fraction)
    {
    }
}

/// <summary>
/// Learns from a uniform random sample; other rows are not even read. The yardstick for <see cref="PlannedSelection"/>: a fit to a share f
/// of n rows has an expected loss φP/2fn nats above the floor, 1/f times that of a fit to all.
/// </summary>
public sealed record UniformSelection : DataSelection
{
    /// <param name="fraction">Share of the rows, in (0, 1]; each row is drawn by itself, so the number varies by its square root.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in (0, 1].</exception>
    public UniformSelection(double fraction)
        : base("uniform", fraction)
    {
    }
}
