using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>Columns, seed and threads on the options of the Lagrangian trainers.</summary>
internal static class LinearTrainers
{
    /// <summary>Cost relative to LBFGS, as measured on tables of thousands of rows.</summary>
    public const double CostOfSdca = 2;

    /// <summary>Of fewer rows it makes more passes, so that its time is nearly the same.</summary>
    public const double FixedRowsOfSdca = double.PositiveInfinity;

    /// <summary>Passes over few rows, the most that the Lagrangian trainers make.</summary>
    private const int MostPassesOfSdca = 1000;

    /// <summary>
    /// The trainer, and a stock step that bounds its answers: the exponential of a row unlike all others is beyond single precision.
    /// </summary>
    public static IEstimator<ITransformer> Finite(MLContext context, IEstimator<ITransformer> exponential) =>
        exponential.Append(context.Transforms.Expression("Score", "s : min(s, 3.402823e38f)", "Score"));

    /// <summary>
    /// Most passes of SDCA; null where it chooses itself. It takes about as many steps, a million, whatever the number of rows: of few that
    /// is tens of thousands of passes for a penalty so small that it does not converge, .7 s for 40 rows.
    /// </summary>
    public static int? PassesOfSdca(long rows) => rows <= MostPassesOfSdca ? MostPassesOfSdca : null;

    public static TOptions Lagrangian<TOptions>(TOptions options, TrialSettings settings)
        where TOptions : LagrangianTrainerOptions
    {
        options.LabelColumnName = settings.LabelColumnName;
        options.FeatureColumnName = settings.FeatureColumnName;
        options.ExampleWeightColumnName = settings.ExampleWeightColumnName;
        options.Seed = settings.Seed;
        options.NumberOfThreads = settings.NumberOfThreads;
        options.CancellationToken = settings.CancellationToken;
        return options;
    }
}
