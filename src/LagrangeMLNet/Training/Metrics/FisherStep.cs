using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>The factored metric F + Λ of a point, and what follows from it.</summary>
internal sealed class FisherStep
{
    // Share of the mean diagonal added first when the matrix is singular, and its growth.
    public const double FirstDamping = 1e-10;
    private const double DampingGrowth = 100;
    private const double LargestDamping = 1e6;

    private readonly double[] _factor;
    private readonly int _size;

    private FisherStep(double[] factor, int size, double damping)
    {
        _factor = factor;
        _size = size;
        Damping = damping;
    }

    /// <summary>What had to be added to the diagonal, as a share of its mean; 0 for a regular matrix.</summary>
    public double Damping { get; }

    /// <summary>
    /// Factors scale·F + Λ, damped by <paramref name="least"/> at least. A singular matrix is damped until it can be factored.
    /// </summary>
    public static FisherStep Factor(double[] fisher, double scale, Prior prior, double share, double least = 0)
    {
        int size = (int)Math.Sqrt(fisher.Length);
        var factor = new double[fisher.Length];
        for (double damping = least; ; damping = Math.Max(FirstDamping, damping * DampingGrowth))
        {
            Fill(factor, fisher, size, scale, prior, share, damping);
            if (damping > LargestDamping)
                FillDiagonal(factor, size);
            if (Cholesky.TryFactor(factor, size))
                return new FisherStep(factor, size, damping);
        }
    }

    /// <summary>scale·F + Λ itself, with a positive diagonal.</summary>
    public static double[] Metric(double[] fisher, double scale, Prior prior, double share)
    {
        var metric = new double[fisher.Length];
        Fill(metric, fisher, (int)Math.Sqrt(fisher.Length), scale, prior, share, FirstDamping);
        return metric;
    }

    private static void Fill(double[] target, double[] fisher, int size, double scale, Prior prior, double share, double damping)
    {
        double mean = 0;
        for (int i = 0; i < size; i++)
            mean += Math.Max(0, scale * fisher[(i * size) + i]) / size;
        if (!(mean > 0) || !double.IsFinite(mean))
            mean = 1;
        DenseVectors.Scale(fisher, scale, target);
        for (int i = 0; i < size; i++)
        {
            ref double diagonal = ref target[(i * size) + i];
            diagonal += prior[i, share] + (damping * mean);
            // A constant feature has no curvature and no gradient: any positive number leaves it where it is.
            if (diagonal == 0)
                diagonal = mean;
        }
    }

    /// <summary>What no damping mends holds values that are not finite: only the signs of the gradient can then be trusted.</summary>
    private static void FillDiagonal(double[] target, int size)
    {
        for (int i = 0; i < size; i++)
        {
            double diagonal = target[(i * size) + i];
            target.AsSpan(i * size, size).Clear();
            target[(i * size) + i] = double.IsFinite(diagonal) && diagonal > 0 ? diagonal : double.MaxValue / 1e8;
        }
    }

    /// <summary>
    /// Writes the natural gradient (F + Λ)⁻¹ g to <paramref name="step"/>; returns ½ gᵀ(F + Λ)⁻¹g, the loss it can still gain.
    /// </summary>
    public double Solve(ReadOnlySpan<double> gradient, Span<double> step)
    {
        gradient.CopyTo(step);
        Cholesky.Solve(_factor, _size, step);
        return LearningLagrangian.Decrement(gradient, step);
    }

    /// <summary>ln |F + Λ|.</summary>
    public double LogDeterminant => Cholesky.LogDeterminant(_factor, _size);

    /// <summary>Turns standard normal numbers into a draw from N(0, (F + Λ)⁻¹), in place.</summary>
    public void Draw(Span<double> normal) => Cholesky.SolveUpper(_factor, _size, normal);

    /// <summary>
    /// Number of parameters that the data determine rather than the prior, γ = Σ 1 − Λ_j [(F + Λ)⁻¹]_jj over penalised ones.
    /// </summary>
    public double EffectiveParameters(Prior prior, double share)
    {
        var inverse = new double[_factor.Length];
        Cholesky.Invert(_factor, _size, inverse);
        double effective = 0;
        for (int i = 0; i < _size; i++)
            if (prior.Penalises(i))
                effective += Math.Clamp(1 - (prior[i, share] * inverse[(i * _size) + i]), 0, 1);
        return effective;
    }
}
