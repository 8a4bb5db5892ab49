using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>
/// Ridge regression in closed form, in double: (XᵀX − n x̄x̄ᵀ + λI) w = Xᵀy − n x̄ȳ by Cholesky's method, the bias unpenalised.
/// The yardstick for squared loss, written for clearness rather than speed.
/// </summary>
internal static class ClosedFormRidge
{
    private sealed record Row(float Label, float Score);

    public static Fitted Fit(MLContext context, IDataView train, double strength)
    {
        var moments = Moments.Of(train);
        var (weights, bias) = moments.Solve(strength);
        return new Fitted(view => Score(context, view, weights, bias));
    }

    private static IDataView Score(MLContext context, IDataView view, double[] weights, double bias)
    {
        var rows = new List<Row>();
        LabelledRows.ForEach(view, (label, features) =>
        {
            var score = bias;
            foreach (var (slot, value) in features.Items())
                score += weights[slot] * value;
            rows.Add(new Row(label, (float)score));
        });
        return context.Data.LoadFromEnumerable(rows);
    }

    /// <summary>Second moments of features and label.</summary>
    private sealed class Moments(int slots)
    {
        private readonly double[,] _products = new double[slots, slots];
        private readonly double[] _labelProducts = new double[slots];
        private readonly double[] _sums = new double[slots];
        private double _labelSum;
        private long _rows;

        public static Moments Of(IDataView view)
        {
            var moments = new Moments(((VectorDataViewType)view.Schema[Columns.Features].Type).Size);
            LabelledRows.ForEach(view, moments.Add);
            return moments;
        }

        public (double[] Weights, double Bias) Solve(double strength)
        {
            var matrix = new double[slots, slots];
            var right = new double[slots];
            for (var i = 0; i < slots; i++)
            {
                right[i] = _labelProducts[i] - _sums[i] * _labelSum / _rows;
                for (var j = 0; j <= i; j++)
                    matrix[i, j] = _products[i, j] - _sums[i] * _sums[j] / _rows + (i == j ? strength : 0);
            }

            Cholesky.Solve(matrix, right);
            var bias = _labelSum;
            for (var i = 0; i < slots; i++)
                bias -= right[i] * _sums[i];
            return (right, bias / _rows);
        }

        private void Add(float label, VBuffer<float> features)
        {
            _rows++;
            _labelSum += label;
            foreach (var (i, x) in features.Items())
            {
                _sums[i] += x;
                _labelProducts[i] += (double)x * label;
                foreach (var (j, y) in features.Items())
                {
                    if (j > i)
                        break;
                    _products[i, j] += (double)x * y;
                }
            }
        }
    }
}
