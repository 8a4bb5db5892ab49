namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>Mean of repeated measurements and its standard error.</summary>
internal sealed class Sample
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Mean => _values.Count == 0 ? double.NaN : _values.Average();

    /// <summary>NaN with fewer than two values.</summary>
    public double StandardError
    {
        get
        {
            var mean = Mean;
            var squares = _values.Sum(x => (x - mean) * (x - mean));
            return _values.Count < 2 ? double.NaN : Math.Sqrt(squares / (_values.Count - 1) / _values.Count);
        }
    }

    public void Add(double value) => _values.Add(value);
}
