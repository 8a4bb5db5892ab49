using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Experiments;

/// <summary>
/// The full Fisher information: P × P numbers. Exponent 1 is applied by a Cholesky factor (P³/3 multiplications to prepare, P² to apply),
/// exponent 1/2 by the eigendecomposition (about 9·P³ to prepare, 2·P² to apply).
/// </summary>
internal sealed class FullFisher : IFisherMetric
{
    /// <summary>
    /// First ridge tried on a singular matrix, as a share of the mean of its diagonal; each further one is ten times as large.
    /// </summary>
    private const double FirstRidge = 1e-10;

    private readonly SecondMoment _moment;
    private readonly double[] _factor;
    private readonly double[] _spectrum;
    private readonly double[] _scratch;
    private Form _form;

    /// <param name="parameters">Number of parameters P, at least 1. Takes 16·P² bytes.</param>
    public FullFisher(int parameters)
    {
        MetricThrow.IfNotPositive(parameters, nameof(parameters));
        _moment = new SecondMoment(parameters);
        _factor = new double[parameters * parameters];
        _spectrum = new double[parameters];
        _scratch = new double[parameters];
    }

    private enum Form
    {
        None,
        Identity,
        Cholesky,
        Eigen,
    }

    /// <inheritdoc/>
    public int Parameters => _moment.Size;

    /// <summary>
    /// Damping used by the last <see cref="Prepare"/>; above what was asked for if the matrix was singular and exponent 1 wanted.
    /// </summary>
    public double Damping { get; private set; }

    /// <summary>Adds a row: v·vᵀ with a weight.</summary>
    /// <param name="vector">v, P numbers: features with the row's Fisher weight (exact), or an observed gradient (empirical).</param>
    /// <param name="weight">w, not negative.</param>
    public void Add(ReadOnlySpan<double> vector, double weight = 1)
    {
        _moment.Add(vector, weight);
        _form = Form.None;
    }

    /// <summary>Writes the estimate, row after row, both triangles; zeros if nothing was added.</summary>
    /// <param name="matrix">Receives P × P numbers.</param>
    public void CopyTo(Span<double> matrix)
    {
        int n = Parameters;
        MetricThrow.IfLengthDiffers(matrix.Length, n * n, nameof(matrix));
        _moment.TryCopyTo(matrix);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++)
                matrix[(j * n) + i] = matrix[(i * n) + j];
    }

    /// <inheritdoc/>
    public void Discount(double retention)
    {
        _moment.Discount(retention);
        _form = Form.None;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _moment.Reset();
        _form = Form.None;
    }

    /// <inheritdoc/>
    public FisherStatus Prepare(FisherExponent exponent, double damping = 0)
    {
        MetricThrow.IfNotDamping(damping);
        Damping = damping;
        if (!_moment.TryCopyTo(_factor))
        {
            _form = Form.Identity;
            return FisherStatus.NotFinite;
        }

        return exponent == FisherExponent.One ? PrepareCholesky(damping) : PrepareEigen(exponent, damping);
    }

    /// <inheritdoc/>
    public void Apply(Span<double> vector)
    {
        MetricThrow.IfLengthDiffers(vector.Length, Parameters, nameof(vector));
        switch (_form)
        {
            case Form.Cholesky:
                Cholesky.Solve(_factor, Parameters, vector);
                break;
            case Form.Eigen:
                SymmetricEigen.Apply(_factor, Parameters, _spectrum, vector, _scratch);
                break;
            case Form.None:
                MetricThrow.NotPrepared();
                break;
        }
    }

    private FisherStatus PrepareCholesky(double damping)
    {
        int n = Parameters;
        double mean = 0;
        for (int i = 0; i < n; i++)
        {
            mean += _factor[(i * n) + i] / n;
            _factor[(i * n) + i] += damping;
        }

        if (Cholesky.TryFactor(_factor, n))
        {
            _form = Form.Cholesky;
            return Cholesky.ConditionNumberLowerBound(_factor, n) > Spectrum.IllConditioned
                ? FisherStatus.IllConditioned
                : FisherStatus.Regular;
        }

        // Nothing known of any direction: leave all as they are.
        _form = mean > 0 ? Form.Cholesky : Form.Identity;
        if (_form == Form.Identity)
            return FisherStatus.Singular;
        for (double ridge = Math.Max(FirstRidge * mean, damping); double.IsFinite(ridge); ridge *= 10)
        {
            _moment.TryCopyTo(_factor);
            for (int i = 0; i < n; i++)
                _factor[(i * n) + i] += ridge;
            Damping = ridge;
            if (Cholesky.TryFactor(_factor, n))
                return FisherStatus.Singular;
        }

        _form = Form.Identity;
        return FisherStatus.NotFinite;
    }

    private FisherStatus PrepareEigen(FisherExponent exponent, double damping)
    {
        if (!SymmetricEigen.TryDecompose(_factor, Parameters, _spectrum, _scratch))
        {
            _form = Form.Identity;
            return FisherStatus.NotFinite;
        }

        _form = Form.Eigen;
        return Spectrum.Invert(_spectrum, exponent, damping);
    }
}
