using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>An estimator whose options depend on how many rows it is fitted to.</summary>
/// <param name="make">Makes it for a number of rows.</param>
internal sealed class RowBoundEstimator(Func<long, IEstimator<ITransformer>> make) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input) => make(input.GetRowCount() ?? Count(input)).Fit(input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => make(long.MaxValue).GetOutputSchema(inputSchema);

    private static long Count(IDataView rows)
    {
        long count = 0;
        using var cursor = rows.GetRowCursor([]);
        while (cursor.MoveNext())
            count++;
        return count;
    }
}
