using Microsoft.ML;

namespace LagrangeMLNet.Tables;

/// <summary>A table as ML.NET reads it, and the report of how it was read.</summary>
/// <remarks>
/// The file is read once to see what it holds, and again whenever rows are asked for; of its rows, one at a time is in memory. Where rows
/// are asked for often, put <c>mlContext.Data.Cache</c> in between.
/// </remarks>
public sealed class LoadedTable
{
    private readonly ITableReading _reading;

    internal LoadedTable(ITableReading reading) => (_reading, Rows) = (reading, reading.View(null));

    /// <summary>The rows, read from the file each time they are asked for.</summary>
    public IDataView Rows { get; }

    /// <summary>How the table was read.</summary>
    public TableReport Report => _reading.Report;

    /// <summary>Some of the rows.</summary>
    /// <param name="isWanted">Whether a row, by its index from 0, is among them. It is asked whenever the rows are read.</param>
    public IDataView Where(Func<long, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        return _reading.View(isWanted);
    }

    /// <summary>The same table with a column read as another kind; the file is not looked at again.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="kind">What it is read as.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public LoadedTable WithKind(string column, ColumnKind kind) => new(_reading.WithKind(column, kind));
}

/// <summary>What lies behind a table: what was found in the file, and its rows.</summary>
internal interface ITableReading
{
    /// <summary>How the table was read.</summary>
    TableReport Report { get; }

    /// <summary>The rows, or those that are wanted, by their index from 0.</summary>
    IDataView View(Func<long, bool>? isWanted);

    /// <summary>The same with a column read as another kind.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    ITableReading WithKind(string column, ColumnKind kind);
}
