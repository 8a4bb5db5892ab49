using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>Columns, seed and threads on the options of the Lagrangian trainers.</summary>
internal static class LinearTrainers
{
    /// <summary>Cost relative to LBFGS, as measured on tables of thousands of rows.</summary>
    public const double CostOfSdca = 2;

    /// <summary>Of fewer rows it makes more passes, so that its time is nearly the same.</summary>
    public const double FixedRowsOfSdca = double.PositiveInfinity;

    public static TOptions Lagrangian<TOptions>(TOptions options, TrialSettings settings)
        where TOptions : LagrangianTrainerOptions
    {
        options.LabelColumnName = settings.LabelColumnName;
        options.FeatureColumnName = settings.FeatureColumnName;
        options.Seed = settings.Seed;
        options.NumberOfThreads = settings.NumberOfThreads;
        options.CancellationToken = settings.CancellationToken;
        return options;
    }
}
