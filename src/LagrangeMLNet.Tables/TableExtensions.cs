using LagrangeMLNet.Tables;
using LagrangeMLNet.Tables.Views;

namespace Microsoft.ML;

/// <summary>Tables for ML.NET.</summary>
public static class TableExtensions
{
    /// <summary>
    /// Loads a delimited table (CSV, TSV and their kin, plain or gzip-compressed): separator, header, encoding, decimal marks and each
    /// column's kind are found by reading it once, and the report says what was found, what was left out, and why.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">What is known beforehand; null for nothing.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// It is no text, is cut off, has rows of different lengths, a quote that is never closed, or a number beyond single precision; the
    /// message names the line, the column, what was found and what to do.
    /// </exception>
    /// <exception cref="ArgumentException">An option cannot be used, or names a column that does not exist.</exception>
    /// <example>
    /// <code>
    /// var houses = mlContext.Data.LoadTable("houses.csv");
    /// Console.WriteLine(houses.Report);
    /// var fitted = features.Fit(mlContext.Data.Cache(houses.Rows));
    /// </code>
    /// </example>
    public static LoadedTable LoadTable(this DataOperationsCatalog catalog, string path, TableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new LoadedTable(TableReading.Of(path, options));
    }
}
