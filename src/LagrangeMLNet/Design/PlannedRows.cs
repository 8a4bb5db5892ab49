using Microsoft.ML;

namespace LagrangeMLNet.Design;

/// <summary>The rows to label next, and what is known of the choice.</summary>
/// <param name="Rows">
/// The chosen rows in order of choice (the first ones are the ones to begin with), with all columns of the pool. A copy in memory: it needs
/// the pool no more.
/// </param>
/// <param name="Report">What the choice is worth.</param>
public sealed record PlannedRows(IDataView Rows, PlannedRowsReport Report);
