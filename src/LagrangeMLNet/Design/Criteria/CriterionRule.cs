using System.Numerics.Tensors;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Design;

/// <summary>
/// What an algorithm has to know of a criterion: an objective f(M) to make small, convex and falling in M; its negative gradient G(M); what
/// a row adds; and what no design can beat.
/// </summary>
/// <remarks>
/// The bound: f is convex, so that it lies above its tangent at any M. With f homogeneous, the best multiple of M makes the tangent's
/// lowest value over all designs a closed form of most = max tr(G M′) over designs M′, and that maximum is the sum of the largest zᵀGz (the
/// dual of the general equivalence theorem, Pukelsheim, Optimal Design of Experiments, section 7.16; with rows chosen at most once).
/// </remarks>
/// <param name="Size">Number of rows of M.</param>
/// <param name="Rank">Number of directions that can be learnt; the others have unit information in M from the start.</param>
internal abstract record CriterionRule(int Size, int Rank)
{
    /// <summary>Exponent of the multiplicative algorithm: λ ← λ·gᵉ (Yu, Annals of Statistics 38 (2010)).</summary>
    public abstract double Exponent { get; }

    /// <summary>Whether G has to be computed anew after each change of M, because it is no fixed function of M⁻¹ that rank-one updates
    /// follow.</summary>
    public virtual bool IsLocal => false;

    /// <summary>f and G from M and M⁻¹. False if that cannot be done in finite numbers.</summary>
    public abstract bool TryEvaluate(double[] matrix, double[] inverse, double logDeterminant, double[] gradient, out double objective);

    /// <summary>How much f falls by a row with q = zᵀM⁻¹z and a = zᵀGz.</summary>
    public abstract double Gain(double q, double a);

    /// <summary>How much f rises when that row is taken out; ∞ if M becomes singular.</summary>
    public abstract double Loss(double q, double a);

    /// <summary>
    /// How much f falls when one row takes the place of another, also where M without both would be singular (rank-two update; Fedorov,
    /// Theory of Optimal Experiments (1972), section 3.2).
    /// </summary>
    /// <param name="q">zᵀM⁻¹z of the new row.</param>
    /// <param name="a">zᵀGz of the new row.</param>
    /// <param name="qOut">zᵀM⁻¹z of the old row.</param>
    /// <param name="aOut">zᵀGz of the old row.</param>
    /// <param name="t">Product of the two rows through M⁻¹.</param>
    /// <param name="s">Product of the two rows through G.</param>
    public virtual double ExchangeGain(double q, double a, double qOut, double aOut, double t, double s)
    {
        double ratio = Ratio(q, qOut, t);
        return ratio > 0 ? (((1 - qOut) * a) + (2 * t * s) - ((1 + q) * aOut)) / ratio : double.NegativeInfinity;
    }

    /// <summary>det M after an exchange over det M before.</summary>
    private static double Ratio(double q, double qOut, double t)
    {
        double ratio = ((1 + q) * (1 - qOut)) + (t * t);
        return ratio > SmallestRatio * (1 + q) ? ratio : 0;
    }

    /// <summary>The criterion's value, in the features' own units.</summary>
    public abstract double Value(double objective);

    /// <summary>The smallest objective that any design can have.</summary>
    /// <param name="objective">f(M).</param>
    /// <param name="most">max tr(G(M) M′) over all designs M′.</param>
    public abstract double Bound(double objective, double most);

    /// <summary>A and V: f = tr(C M⁻¹), G = M⁻¹ C M⁻¹.</summary>
    /// <param name="Size">Number of rows of M.</param>
    /// <param name="Rank">Number of directions that can be learnt.</param>
    /// <param name="Weight">C, in a unit in which single precision can hold what rows are worth.</param>
    /// <param name="Unit">What tr(C M⁻¹) is multiplied by in the features' own units.</param>
    public sealed record Trace(int Size, int Rank, double[] Weight, double Unit = 1) : CriterionRule(Size, Rank)
    {
        /// <summary>½ never goes astray (Yu); on large pools 0.8 needs half the steps, and what is reached is judged by its bound
        /// anyway.</summary>
        public override double Exponent => 0.8;

        public override bool TryEvaluate(double[] matrix, double[] inverse, double logDeterminant, double[] gradient, out double objective)
        {
            objective = 0;
            var product = new double[Size * Size];
            for (int i = 0; i < Size; i++)
            {
                var row = inverse.AsSpan(i * Size, Size);
                for (int j = 0; j < Size; j++)
                    product[(i * Size) + j] = TensorPrimitives.Dot<double>(row, Weight.AsSpan(j * Size, Size));
                objective += product[(i * Size) + i];
            }

            for (int i = 0; i < Size; i++)
                for (int j = 0; j <= i; j++)
                    gradient[(i * Size) + j] = gradient[(j * Size) + i] =
                        TensorPrimitives.Dot<double>(inverse.AsSpan(i * Size, Size), product.AsSpan(j * Size, Size));
            return double.IsFinite(objective);
        }

        public override double Gain(double q, double a) => a / (1 + q);

        public override double Loss(double q, double a) => q < LargestLeverage ? a / (1 - q) : double.PositiveInfinity;

        public override double Value(double objective) => objective * Unit;

        public override double Bound(double objective, double most) => objective * Math.Min(1, objective / most);
    }

    /// <summary>D: f = −ln det M, G = M⁻¹.</summary>
    /// <param name="Size">Number of rows of M.</param>
    /// <param name="Rank">Number of directions that can be learnt.</param>
    /// <param name="LogUnit">ln of what the determinant is multiplied by in the features' own units.</param>
    public sealed record Determinant(int Size, int Rank, double LogUnit) : CriterionRule(Size, Rank)
    {
        public override double Exponent => 1;

        public override bool TryEvaluate(double[] matrix, double[] inverse, double logDeterminant, double[] gradient, out double objective)
        {
            objective = -logDeterminant;
            inverse.CopyTo(gradient, 0);
            return double.IsFinite(objective);
        }

        public override double Gain(double q, double a) => Math.Log(1 + q);

        public override double Loss(double q, double a) => q < LargestLeverage ? -Math.Log(1 - q) : double.PositiveInfinity;

        public override double ExchangeGain(double q, double a, double qOut, double aOut, double t, double s) => Math.Log(Ratio(q, qOut,
            t));

        public override double Value(double objective) => Math.Exp((objective - LogUnit) / Rank);

        public override double Bound(double objective, double most) =>
            objective - (Rank * Math.Log(Math.Max(1, (most - (Size - Rank)) / Rank)));
    }

    /// <summary>
    /// E: f = 1/λ_min(M). It has no gradient where the smallest eigenvalue is a multiple one; G is that of the smooth (tr M⁻ᵖ)^(1/p)
    /// instead, which is E for p → ∞, with trace 1, so that tr(G M′) ≥ λ_min(M′) for every M′.
    /// </summary>
    /// <param name="Size">Number of rows of M.</param>
    /// <param name="Rank">Number of directions that can be learnt.</param>
    /// <param name="Unit">What 1/λ is multiplied by in the features' own units.</param>
    public sealed record Eigenvalue(int Size, int Rank, double Unit) : CriterionRule(Size, Rank)
    {
        private const double Power = 8;

        public override double Exponent => 1 / (Power + 1);

        public override bool IsLocal => true;

        public override bool TryEvaluate(double[] matrix, double[] inverse, double logDeterminant, double[] gradient, out double objective)
        {
            var vectors = (double[])matrix.Clone();
            var values = new double[Size];
            objective = double.PositiveInfinity;
            if (!SymmetricEigen.TryDecompose(vectors, Size, values, new double[Size]) || !(values[0] > 0))
                return false;
            objective = 1 / values[0];
            var shares = new double[Size];
            for (int i = 0; i < Size; i++)
                shares[i] = Math.Pow(values[0] / values[i], Power + 1);
            TensorPrimitives.Divide(shares, TensorPrimitives.Sum<double>(shares), shares);
            Array.Clear(gradient);
            for (int k = 0; k < Size; k++)
            {
                var vector = vectors.AsSpan(k * Size, Size);
                if (shares[k] > 1e-18)
                    for (int i = 0; i < Size; i++)
                        TensorPrimitives.MultiplyAdd(
                            vector, shares[k] * vector[i], gradient.AsSpan(i * Size, Size), gradient.AsSpan(i * Size, Size));
            }

            return double.IsFinite(objective);
        }

        public override double Gain(double q, double a) => a / (1 + q);

        public override double Loss(double q, double a) => q < LargestLeverage ? a / (1 - q) : double.PositiveInfinity;

        public override double Value(double objective) => objective * Unit;

        public override double Bound(double objective, double most) => Math.Min(objective, 1 / most);
    }

    /// <summary>A row whose own share of the information in its direction is all but 1 cannot be taken out: M would become
    /// singular.</summary>
    private const double LargestLeverage = 1 - 1e-9;

    private const double SmallestRatio = 1e-9;
}
