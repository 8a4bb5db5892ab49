using LagrangeMLNet.Campaigns.Problems;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Campaigns.Sweeps;

/// <summary>A table as people have it: numbers, categories, texts, gaps, a label of one of three tasks, and names of all kinds.</summary>
internal sealed class TableProblem
{
    private static readonly string[] Names =
    [
        "Age", "Age (missing)", "Product", "Product (category)", "Product (class)", "Price (number)", "Features", "Score", "Label",
        "PredictedLabel", "Probability", "Weight", "SamplingKeyColumn", "größe", "a.b", "名前", "0", "x y", "Date", "Key",
    ];

    private readonly float[][] _numbers;
    private readonly int[][] _categories;
    private readonly float[] _labels;
    private readonly string[] _names;
    private readonly SweepTaskKind _task;

    public TableProblem(Random random)
    {
        _task = random.Of(Enum.GetValues<SweepTaskKind>());
        Rows = 30 + (int)random.Magnitude(0, 3.2);
        int numbers = random.Next(1, 5), categories = random.Next(0, 3);
        double gaps = random.Next(3) == 0 ? 0.1 : 0, noise = random.Magnitude(-1.5, 0.3);
        double rarity = random.Next(3) == 0 ? -2.5 : 0;
        bool hasInfinity = random.Next(6) == 0;
        double[] effects = [.. Enumerable.Range(0, numbers + categories).Select(_ => random.Normal())];
        _numbers = [.. Enumerable.Range(0, numbers).Select(_ => new float[Rows])];
        _categories = [.. Enumerable.Range(0, categories).Select(_ => new int[Rows])];
        _labels = new float[Rows];
        for (int row = 0; row < Rows; row++)
        {
            double signal = rarity;
            for (int j = 0; j < numbers; j++)
            {
                double value = random.Normal();
                signal += effects[j] * value;
                _numbers[j][row] = random.NextDouble() < gaps ? float.NaN : (float)value;
            }

            for (int j = 0; j < categories; j++)
            {
                _categories[j][row] = random.Next(5);
                signal += effects[numbers + j] * (_categories[j][row] - 2);
            }

            signal += noise * random.Normal();
            _labels[row] = _task switch
            {
                SweepTaskKind.Binary => signal > 0 ? 1 : 0,
                SweepTaskKind.Multiclass => signal > 0.7 ? 2 : signal > -0.7 ? 1 : 0,
                _ => (float)signal,
            };
        }

        if (hasInfinity)
            _numbers[0][random.Next(Rows)] = float.PositiveInfinity;
        _names = [.. random.Order(Names.Length).Select(i => Names[i])];
    }

    public int Rows { get; }

    public SweepTaskKind Task => _task;

    public string Label => _names[0];

    /// <summary>Loss of the best constant, in the sweep's unit: nats, or half of the labels' variance.</summary>
    public double ConstantLoss
    {
        get
        {
            if (_task == SweepTaskKind.Regression)
            {
                double mean = _labels.Average();
                return _labels.Average(label => (label - mean) * (label - mean));
            }

            return _labels.GroupBy(label => label).Sum(kind => -(double)kind.Count() / Rows * Math.Log((double)kind.Count() / Rows));
        }
    }

    public IReadOnlyList<int> ClassCounts => [.. _labels.GroupBy(label => label).Select(kind => kind.Count())];

    public IDataView View()
    {
        var columns = new List<ViewColumn>
        {
            _task switch
            {
                SweepTaskKind.Binary => ViewColumn.Of(Label, BooleanDataViewType.Instance, (int row, ref bool value) => value = _labels[row] > 0.5),
                SweepTaskKind.Multiclass => ViewColumn.Of(
                    Label, TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = $"class {_labels[row]:0}".AsMemory()),
                _ => ViewColumn.Number(Label, _labels),
            },
        };
        int next = 1;
        foreach (float[] numbers in _numbers)
            columns.Add(ViewColumn.Number(_names[next++], numbers));
        foreach (int[] categories in _categories)
            columns.Add(ViewColumn.Of(
                _names[next++], TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = $"kind {categories[row]}".AsMemory()));
        return new ColumnsView(Rows, columns);
    }

    public override string ToString() => $"{_task}, {Rows} × {_numbers.Length + _categories.Length}, label '{Label}'";
}

internal enum SweepTaskKind
{
    Binary,
    Multiclass,
    Regression,
}
