using System.Globalization;
using LagrangeMLNet.Tests.Trainers;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>One row as numbers. A class label is the key (1 … K, 0 for missing), or 0 and 1 in a binary task.</summary>
/// <remarks>In a class's property ML.NET counts keys from 0, and reads what is not below the count as missing.</remarks>
internal sealed class BadRow
{
    public required float[] Features { get; init; }

    public float Label { get; set; }

    public float Weight { get; set; } = 1;

    public float Offset { get; set; }
}

/// <summary>Data and options of one fit, to be spoilt. Starts as an easy problem of one of a few shapes.</summary>
internal sealed class BadSample
{
    public const string Tall = "tall", Wide = "wide", Sparse = "sparse";

    public required string Task { get; init; }

    public bool IsClassifier => Task is "Logistic" or "MaximumEntropy";

    public bool IsCount => Task is "Poisson" or "NegativeBinomial";

    public bool IsSparse { get; set; }

    public int Slots { get; set; }

    public List<BadRow> Rows { get; init; } = [];

    /// <summary>Number of keys of the label column, in a multiclass task.</summary>
    public int Classes { get; set; } = 3;

    public string Label { get; set; } = "Label";

    public string Features { get; set; } = "Features";

    public string? Weight { get; set; }

    public string? Offset { get; set; }

    /// <summary>Whether classes count the same.</summary>
    public bool Balance { get; set; }

    /// <summary>Whether a model is to be compared with a constant; not where no model can explain the data.</summary>
    public bool IsExplicable { get; set; } = true;

    /// <summary>Whether the fit may use all passes that it is allowed; otherwise it has to notice its end.</summary>
    public bool MayRunOut { get; set; }

    /// <summary>More options, set last.</summary>
    public Action<LagrangianTrainerOptions> Set { get; set; } = _ => { };

    /// <summary>An easy problem: tall (60 × 3), wide (20 × 30), or sparse (40 × 300 with about 8 values a row).</summary>
    public static BadSample Of(string task, string shape)
    {
        (int rows, int slots) = shape switch { Tall => (60, 3), Wide => (20, 30), _ => (40, 300) };
        var sample = new BadSample { Task = task, Slots = slots, IsSparse = shape == Sparse };
        sample.Fill(rows, seed: 1);
        return sample;
    }

    /// <summary>Replaces the rows by <paramref name="count"/> new ones, whose labels follow the features.</summary>
    public void Fill(int count, int seed)
    {
        var random = new Random(seed);
        Rows.Clear();
        for (int i = 0; i < count; i++)
        {
            var x = new float[Slots];
            for (int slot = 0; slot < Slots; slot++)
                if (!IsSparse || random.Next(Slots) < 8)
                    x[slot] = Normal(random);
            float signal = x[0] - x[^1] + x.Sum(value => value / 3) + (0.3f * Normal(random));
            Rows.Add(new BadRow { Features = x, Label = LabelOf(signal) });
        }
    }

    public void SetColumn(int slot, Func<int, float> value)
    {
        for (int row = 0; row < Rows.Count; row++)
            Rows[row].Features[slot] = value(row);
    }

    public void SetFeatures(Func<int, int, float> value)
    {
        for (int slot = 0; slot < Slots; slot++)
            SetColumn(slot, row => value(row, slot));
    }

    public void SetLabels(Func<int, float> value)
    {
        for (int row = 0; row < Rows.Count; row++)
            Rows[row].Label = value(row);
    }

    public void SetWeights(Func<int, float> value)
    {
        Weight = "Weight";
        for (int row = 0; row < Rows.Count; row++)
            Rows[row].Weight = value(row);
    }

    public void SetOffsets(Func<int, float> value)
    {
        Offset = "Offset";
        for (int row = 0; row < Rows.Count; row++)
            Rows[row].Offset = value(row);
    }

    /// <summary>A sound label of the task that grows with <paramref name="signal"/>.</summary>
    public float LabelOf(float signal) => Task switch
    {
        "Logistic" => signal > 0 ? 1 : 0,
        "MaximumEntropy" => signal > 0.5f ? 3 : signal > -0.5f ? 1 : 2,
        "Poisson" or "NegativeBinomial" => MathF.Floor(MathF.Exp(Math.Clamp(0.5f * signal, -3, 3)) + 0.5f),
        _ => signal,
    };

    /// <summary>Whether a row has weight 0 and counts as not there.</summary>
    public bool IsAbsent(BadRow row) => Weight is not null && row.Weight == 0;

    /// <summary>Whether something is missing in a row, so that it is to be skipped.</summary>
    public bool IsMissing(BadRow row) => !IsAbsent(row)
        && (row.Features.Any(float.IsNaN) || float.IsNaN(row.Label) || (Task == "MaximumEntropy" && (row.Label < 1 || row.Label > Classes))
            || (Weight is not null && float.IsNaN(row.Weight)) || (Offset is not null && float.IsNaN(row.Offset)));

    /// <summary>What each of the rows counts: its weight and, with balanced classes, the inverse of its class's sum.</summary>
    public double[] EffectiveWeights(IReadOnlyList<int> kept)
    {
        var weights = new double[Rows.Count];
        foreach (int row in kept)
            weights[row] = Weight is null ? 1 : Rows[row].Weight;
        if (!Balance || !IsClassifier)
            return weights;
        var sums = kept.GroupBy(row => Rows[row].Label).ToDictionary(rows => rows.Key, rows => rows.Sum(row => weights[row]));
        double total = sums.Values.Sum(), present = sums.Values.Count(sum => sum > 0);
        foreach (int row in kept)
            weights[row] *= weights[row] > 0 ? total / present / sums[Rows[row].Label] : 1;
        return weights;
    }

    public IEstimator<ITransformer> Trainer(MLContext context, CancellationToken cancellation)
    {
        var trainer = TrainerCase.Of(Task);
        var options = trainer.NewOptions();
        (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName) = (Label, Features, Weight);
        if (options is LagrangianPoissonRegressionTrainer.Options poisson)
            poisson.OffsetColumnName = Offset;
        if (options is LagrangianNegativeBinomialRegressionTrainer.Options negativeBinomial)
            negativeBinomial.OffsetColumnName = Offset;
        if (options is LagrangianLogisticRegressionBinaryTrainer.Options logistic)
            logistic.BalanceClasses = Balance;
        if (options is LagrangianMaximumEntropyMulticlassTrainer.Options softmax)
            softmax.BalanceClasses = Balance;
        options.CancellationToken = cancellation;
        Set(options);
        return trainer.Create(context, options);
    }

    public IDataView View(MLContext context) => Task switch
    {
        "Logistic" => View(context, row => row.Label == 1),
        "MaximumEntropy" => View(
            context, row => row.Label == 0 ? uint.MaxValue : (uint)row.Label - 1, new KeyDataViewType(typeof(uint), Classes)),
        _ => View(context, row => row.Label),
    };

    /// <summary>What <see cref="Set"/> does, for people.</summary>
    public string Options { get; init; } = "";

    public override string ToString()
    {
        string Show(float value) => value.ToString("R", CultureInfo.InvariantCulture);
        var lines = Rows.Select(row => $"  {Show(row.Label)} | {string.Join(' ', row.Features.Select(Show))}"
            + (Weight is null ? "" : $" | w {Show(row.Weight)}") + (Offset is null ? "" : $" | o {Show(row.Offset)}"));
        return $"{Task}, {Rows.Count} × {Slots} {(IsSparse ? "sparse" : "dense")}, {Classes} keys {Options}:\n{string.Join('\n', lines)}";
    }

    private IDataView View<TLabel>(MLContext context, Func<BadRow, TLabel> label, DataViewType? labelType = null)
    {
        var schema = SchemaDefinition.Create(typeof(ViewRow<TLabel>));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Slots);
        if (labelType is not null)
            schema["Label"].ColumnType = labelType;
        var rows = Rows.Select(row => new ViewRow<TLabel>
        {
            Label = label(row),
            Number = row.Label,
            Features = IsSparse ? SparseOf(row.Features) : new VBuffer<float>(Slots, row.Features),
            Weight = row.Weight,
            Offset = row.Offset,
        });
        return context.Data.LoadFromEnumerable(rows.ToList(), schema);
    }

    private static VBuffer<float> SparseOf(float[] values)
    {
        // Like real sparse data, some zeros are stored.
        int[] stored = [.. Enumerable.Range(0, values.Length).Where(slot => values[slot] != 0 || slot % 7 == 3)];
        return new VBuffer<float>(values.Length, stored.Length, [.. stored.Select(slot => values[slot])], stored);
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    /// <summary>What the view holds: the sound columns, and decoys of a wrong type.</summary>
    private sealed class ViewRow<TLabel>
    {
        public required TLabel Label { get; set; }

        public VBuffer<float> Features { get; set; }

        public float Weight { get; set; }

        public float Offset { get; set; }

        public float Number { get; set; }

        public double Double { get; set; }

        public string Text { get; set; } = "text";

        [KeyType(5)]
        public uint Key { get; set; } = 1;

        [VectorType(2)]
        public double[] Doubles { get; set; } = [1, 2];

        [VectorType(2)]
        public string[] Texts { get; set; } = ["a", "b"];

        public float[] Unsized { get; set; } = [1, 2];
    }
}
