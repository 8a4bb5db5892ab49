namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>
/// One-hot rows: categorical columns with Zipfian categories, and a logistic law over the categories with Gaussian effects.
/// Rare categories occur a handful of times, as in real tables.
/// </summary>
internal sealed class CategoricalRows : RowGenerator
{
    private readonly ulong _seed;
    private readonly int[] _offsets;
    private readonly Zipf[] _categories;
    private readonly double[] _effects;

    public CategoricalRows(ulong seed, params int[] cardinalities)
    {
        _seed = seed;
        _categories = [.. cardinalities.Select(cardinality => new Zipf(cardinality, exponent: 1.0))];
        _offsets = new int[cardinalities.Length];
        for (var column = 1; column < cardinalities.Length; column++)
            _offsets[column] = _offsets[column - 1] + cardinalities[column - 1];
        Slots = cardinalities.Sum();
        _effects = new double[Slots];
        var random = new RowRandom(seed, -1);
        for (var j = 0; j < Slots; j++)
            _effects[j] = 0.6 * random.NextGaussian();
    }

    public override int Slots { get; }

    public override LearningTask Task => LearningTask.Binary;

    public override double Make(long row, FeatureRow features)
    {
        var random = new RowRandom(_seed, row);
        features.StartSparse(_categories.Length, out var indices, out var values);
        var score = -0.5;
        for (var column = 0; column < _categories.Length; column++)
        {
            var slot = _offsets[column] + _categories[column].Draw(random.NextUniform());
            (indices[column], values[column]) = (slot, 1);
            score += _effects[slot];
        }

        return random.NextUniform() < 1 / (1 + Math.Exp(-score)) ? 1 : 0;
    }
}
