using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Design;

/// <summary>A first greedy choice.</summary>
internal sealed class PlannedRowsSession(IHostEnvironment env, PlannedRowsOptions options)
{
    private readonly IHost _host = env.Register("SelectPlannedRows");

    public PlannedRows Select(IDataView pool)
    {
        var rows = pool.GetColumn<float[]>(options.FeatureColumnName).ToList();
        int d = rows[0].Length, k = Math.Min(options.Count ?? 1, rows.Count);
        var inverse = new double[d * d];
        for (int i = 0; i < d; i++)
            inverse[(i * d) + i] = 1e6;
        var chosen = new List<long>();
        var u = new double[d];
        while (chosen.Count < k)
        {
            int best = -1;
            double gain = -1;
            for (int r = 0; r < rows.Count; r++)
            {
                if (chosen.Contains(r))
                    continue;
                double q = 1 + Multiply(rows[r]), own = u.Sum(x => x * x) / q;
                if (own > gain)
                    (best, gain) = (r, own);
            }

            double s = 1 + Multiply(rows[best]);
            for (int i = 0; i < d; i++)
                for (int j = 0; j < d; j++)
                    inverse[(i * d) + j] -= u[i] * u[j] / s;
            chosen.Add(best);
        }

        double value = Enumerable.Range(0, d).Sum(i => inverse[(i * d) + i]);
        return new PlannedRows(RowSnapshot.Of(pool, chosen, () => { }), new PlannedRowsReport
        {
            RowIndices = chosen,
            Criterion = options.Criterion,
            CriterionValue = value,
            LowerBound = 0,
            Efficiencies = null,
            Parameters = d,
            EstimableParameters = d,
            Ridge = 0,
            RidgeWasChosen = false,
            TotalCost = k,
            PoolRows = rows.Count,
            SkippedRows = 0,
            CappedRows = 0,
            LabeledRows = 0,
            Algorithm = DesignAlgorithm.Greedy,
            Passes = k,
            RowsPerSecond = 0,
            Remarks = [_host.ToString() ?? ""],
        });

        double Multiply(float[] x)
        {
            double q = 0;
            for (int i = 0; i < d; i++)
            {
                u[i] = 0;
                for (int j = 0; j < d; j++)
                    u[i] += inverse[(i * d) + j] * x[j];
                q += u[i] * x[i];
            }

            return q;
        }
    }
}
