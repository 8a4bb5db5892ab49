using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>
/// The loss over all rows with both penalties, Σ w ℓ + ½ Σ λ₂ θ² + Σ λ₁ |θ|, where there are too many features for a matrix: points in
/// single precision, positions × lanes, and the diagonal of the Fisher matrix as the metric.
/// </summary>
internal sealed class LassoObjective
{
    // A penalty that single precision can hold beside others.
    private const double LargestPenalty = 1e30;

    private const float SmallestMetric = 1e-20f;

    private readonly TrainingData _data;
    private readonly LanePass _pass;
    private readonly LearningPath _path;
    private readonly int _outputs;
    private readonly int _lanes;
    private readonly double[] _curvature;

    /// <param name="likelihood">The likelihood.</param>
    /// <param name="data">The rows.</param>
    /// <param name="prior">λ₂ of each position.</param>
    /// <param name="penalties">λ₁ of each parameter.</param>
    /// <param name="pass">The pass, of one model.</param>
    /// <param name="path">Counts passes.</param>
    public LassoObjective(
        Likelihood likelihood, TrainingData data, Prior prior, double[] penalties, LanePass pass, LearningPath path)
    {
        (_data, _pass, _path, _outputs) = (data, pass, path, likelihood.Outputs);
        _lanes = LaneLayout.Single(_outputs).Lanes;
        _curvature = new double[_lanes];
        Gradient = new float[pass.Length];
        Metric = new float[pass.Length];
        L1 = Lanes(penalties, LargestPenalty);
        L2 = new float[pass.Length];
        for (int k = 0; k < _outputs; k++)
            for (int j = 0; j < Size; j++)
                L2[(j * _lanes) + k] = (float)Math.Min(prior[j, 1], LargestPenalty);
    }

    /// <summary>Σ w ∂ℓ/∂θ at the point that was measured last.</summary>
    public float[] Gradient { get; }

    /// <summary>The diagonal of F + Λ₂.</summary>
    public float[] Metric { get; }

    public float[] L1 { get; }

    public float[] L2 { get; }

    private int Size => _data.Positions + 1;

    /// <summary>Parameters as lanes, none of them above <paramref name="largest"/>.</summary>
    public float[] Lanes(double[] theta, double largest = double.PositiveInfinity)
    {
        var lanes = new float[_pass.Length];
        for (int k = 0; k < _outputs; k++)
            for (int j = 0; j < Size; j++)
                lanes[(j * _lanes) + k] = (float)Math.Min(theta[(k * Size) + j], largest);
        return lanes;
    }

    /// <summary>Lanes as parameters.</summary>
    public double[] Parameters(float[] lanes)
    {
        var theta = new double[_outputs * Size];
        for (int k = 0; k < _outputs; k++)
            for (int j = 0; j < Size; j++)
                theta[(k * Size) + j] = lanes[(j * _lanes) + k];
        return theta;
    }

    /// <summary>Sums at a point; its gradient is kept.</summary>
    public ModelSums Measure(float[] at)
    {
        _path.CountPass(_data.Rows.Rows);
        return _pass.Gradient(_data.Rows, at, Gradient, _curvature)[0];
    }

    /// <summary>Takes the metric from the curvature at the point that was measured last.</summary>
    public void TakeMetric()
    {
        var squares = _data.Squares();
        for (int j = 0; j < Size; j++)
            for (int lane = 0; lane < _lanes; lane++)
            {
                int i = (j * _lanes) + lane;
                Metric[i] = Math.Max(SmallestMetric, (float)(_curvature[lane] * squares[j]) + L2[i]);
            }
    }

    /// <summary>Σ w ℓ at a point.</summary>
    public double Loss(float[] at)
    {
        double loss = _pass.Losses(_data.Rows, at)[0].Loss;
        _path.CountPass(_data.Rows.Rows);
        return loss;
    }

    /// <summary>The part with a gradient: the loss and the L2 penalty.</summary>
    public double Smooth(float[] at, double loss)
    {
        double sum = loss;
        for (int i = 0; i < at.Length; i++)
            sum += (double)L2[i] * at[i] * at[i] / 2;
        return sum;
    }

    /// <summary>All of it.</summary>
    public double Value(float[] at, double loss)
    {
        double sum = Smooth(at, loss);
        for (int i = 0; i < at.Length; i++)
            sum += L1[i] * Math.Abs(at[i]);
        return sum;
    }
}
