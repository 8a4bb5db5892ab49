using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>A planned sample.</summary>
/// <param name="Sample">The rows, weighted with <paramref name="Level"/> over their probability.</param>
/// <param name="Probabilities">The probability of each, in the rows' order.</param>
/// <param name="Level">Mean probability.</param>
/// <param name="Spread">ρ = Σ (1 − π)/π · h² / Σ h: the share of the excess loss that a step in the sample's metric leaves.</param>
internal sealed record LeverageSample(RowSet Sample, float[] Probabilities, double Level, double Spread)
{
    /// <summary>
    /// tr(F⁻¹V), V = Σ w² g gᵀ the scatter of the gradients of the rows that the sample stands for: twice the statistical error of a fit to
    /// all of them, summed over them. The number of parameters where the model is right (times the dispersion), and what stands in its
    /// place where it is not. Source: Takeuchi, Suri-Kagaku 153 (1976).
    /// </summary>
    /// <param name="pass">A pass in the metric of the rows that the sample stands for.</param>
    /// <param name="theta">θ.</param>
    /// <param name="scale">Σw of those rows over that of the sample.</param>
    public double Scatter(LeveragePass pass, double[] theta, double scale)
    {
        var leverages = new float[Probabilities.Length];
        var scatters = new float[Probabilities.Length];
        pass.Run(Sample, theta, leverages, scatters);
        double sum = 0;
        for (int row = 0; row < scatters.Length; row++)
        {
            // The sample's weight is w · Level/π, and its F counts with scale ≈ 1/Level: w² g F⁻¹ g / π.
            double inverse = Probabilities[row] / Level;
            sum += scatters[row] * inverse * inverse * (Level * scale) / Probabilities[row];
        }

        return sum;
    }
}
