using LagrangeMLNet.AutoML;
using LagrangeMLNet.AutoML.Engine;

// As ML.NET's own extensions do, this appears wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds sweeps to <see cref="MLContext"/>.</summary>
public static class SweepExtensions
{
    /// <summary>
    /// Sweeps: trainers, ours and the built-in ones, compete on nested subsets of the rows; a trial stops when its learning has decelerated
    /// too far to win, and the winner is returned as a stock model.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <returns>The tasks.</returns>
    /// <example>
    /// <code>
    /// var found = mlContext.Sweep().BinaryClassification().Run(table, "Label");
    /// mlContext.Model.Save(found.Model, table.Schema, "model.zip");
    /// </code>
    /// </example>
    public static SweepCatalog Sweep(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SweepCatalog(context, new Sweep().Run);
    }
}
