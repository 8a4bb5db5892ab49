using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>Reads all columns in one pass over the data.</summary>
internal static class ColumnSurvey
{
    /// <summary>Reads columns.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="training">Which rows may say what a column is.</param>
    /// <param name="token">Ends the pass.</param>
    public static IReadOnlyList<ColumnProfile> Read(
        IDataView rows, IEnumerable<DataViewSchema.Column> columns, bool[] training, CancellationToken token)
    {
        ColumnProfile[] profiles = [.. columns.Select(ColumnProfile.Of)];
        using var cursor = rows.GetRowCursor(profiles.Select(profile => profile.Column));
        foreach (var profile in profiles)
            profile.Attach(cursor);
        for (int row = 0; row < training.Length && cursor.MoveNext(); row++)
        {
            token.ThrowIfCancellationRequested();
            foreach (var profile in profiles)
                profile.See(row, training[row]);
        }

        return profiles;
    }
}
