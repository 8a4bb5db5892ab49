using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>Columns, seed and threads on the options of the Lagrangian trainers.</summary>
internal static class LinearTrainers
{
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
