using System.Numerics.Tensors;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Experiments;

/// <summary>Powers of a spectrum, with directions that carry no information left out.</summary>
internal static class Spectrum
{
    /// <summary>Condition number from which a matrix is called ill-conditioned: 4 of 16 digits are left.</summary>
    public const double IllConditioned = 1e12;

    private const double MachineEpsilon = 2.220446049250313e-16;

    /// <summary>
    /// Replaces each eigenvalue λ_i by (λ_i + damping)^(−p), or by 0 where that is nothing but rounding (Moore–Penrose): not above n·ε·max
    /// λ. A spectrum of zeros, which says nothing of any direction, becomes all ones.
    /// </summary>
    /// <param name="values">Eigenvalues, finite.</param>
    /// <param name="exponent">p.</param>
    /// <param name="damping">Added to each eigenvalue.</param>
    public static FisherStatus Invert(Span<double> values, FisherExponent exponent, double damping)
    {
        double largest = TensorPrimitives.Max<double>(values) + damping;
        if (!(largest > 0))
        {
            values.Fill(1);
            return FisherStatus.Singular;
        }

        double cutoff = values.Length * MachineEpsilon * largest;
        double smallest = double.PositiveInfinity;
        bool isSingular = false;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i] + damping;
            if (value <= cutoff)
            {
                isSingular = true;
                values[i] = 0;
                continue;
            }

            smallest = Math.Min(smallest, value);
            values[i] = exponent == FisherExponent.Half ? 1 / Math.Sqrt(value) : 1 / value;
        }

        return isSingular ? FisherStatus.Singular
            : smallest * IllConditioned < largest ? FisherStatus.IllConditioned
            : FisherStatus.Regular;
    }
}
