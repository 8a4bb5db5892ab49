using LagrangeMLNet.Design;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Labeling;

/// <summary>What follows from the options of a campaign: whether they can be used, what must not change, and who learns.</summary>
internal static class CampaignOptions
{
    /// <summary>Throws if an option cannot be used.</summary>
    /// <returns>The labels that the options allow.</returns>
    public static LabelSpace Validate(LabelingCampaignOptions options)
    {
        if (options.Path is "")
            throw new ArgumentException("Path is ''; allowed is the path of a file or null.", nameof(options.Path));
        DesignErrors.Check(
            Enum.IsDefined(options.Task), (int)options.Task, nameof(options.Task), string.Join(", ", Enum.GetNames<LabelingTask>()));
        DesignErrors.CheckName(options.FeatureColumnName, nameof(options.FeatureColumnName), optional: false);
        DesignErrors.CheckName(options.LabelColumnName, nameof(options.LabelColumnName), optional: false);
        DesignErrors.CheckName(options.CostColumnName, nameof(options.CostColumnName), optional: true);
        string label = options.LabelColumnName;
        if (label.Trim() == LabelCsv.RowColumn || label == options.FeatureColumnName || label == options.CostColumnName)
            LabelingErrors.LabelColumnTaken(
                label,
                label.Trim() == LabelCsv.RowColumn ? "the row's position in the tables that WritePending writes"
                    : label == options.FeatureColumnName ? "the features"
                    : "the cost");
        DesignErrors.Check(options.SeedRows >= 2, options.SeedRows, nameof(options.SeedRows), "[2, 2147483647]");
        DesignErrors.Check(options.BatchGrowth is > 0 and <= 1, options.BatchGrowth, nameof(options.BatchGrowth), "(0, 1]");
        DesignErrors.Check(options.RandomShare is > 0 and <= 1, options.RandomShare, nameof(options.RandomShare), "(0, 1]");
        DesignErrors.Check(options.Tolerance is > 0 and < 1, options.Tolerance, nameof(options.Tolerance), "(0, 1)");
        CheckPositive(options.CostPerLabel, nameof(options.CostPerLabel));
        CheckPositive(options.Budget, nameof(options.Budget));
        CheckPositive(options.ValuePerNat, nameof(options.ValuePerNat));
        DesignErrors.Check(
            options.TargetVelocity is null || double.IsFinite(options.TargetVelocity.Value),
            options.TargetVelocity,
            nameof(options.TargetVelocity),
            "a finite number or null");
        if (options.CostColumnName is null && options.Budget < options.CostPerLabel)
            DesignErrors.Check(false, options.Budget, nameof(options.Budget), "at least the cost of one label");
        return new LabelSpace(options.Task, options.ClassNames);
    }

    public static CampaignTerms Terms(LabelingCampaignOptions options) => new(
        options.Task,
        [.. options.ClassNames ?? []],
        options.LabelColumnName,
        options.FeatureColumnName,
        options.SeedRows,
        options.BatchGrowth,
        options.RandomShare,
        options.Seed,
        options.CostColumnName);

    /// <summary>Throws unless a campaign is opened with the pool and the options it was begun with.</summary>
    public static void Check(CampaignBegun before, CampaignBegun now, string path)
    {
        var (then, given) = (before.Terms, now.Terms);
        Compare(nameof(LabelingCampaignOptions.Task), then.Task, given.Task);
        if (!then.Classes.SequenceEqual(given.Classes))
            LabelingErrors.OtherOption(path, nameof(LabelingCampaignOptions.ClassNames), Show(given.Classes), Show(then.Classes));
        Compare(nameof(LabelingCampaignOptions.LabelColumnName), then.Label, given.Label);
        Compare(nameof(LabelingCampaignOptions.FeatureColumnName), then.Features, given.Features);
        Compare(nameof(LabelingCampaignOptions.CostColumnName), then.Cost ?? "null", given.Cost ?? "null");
        Compare(nameof(LabelingCampaignOptions.SeedRows), then.SeedRows, given.SeedRows);
        Compare(nameof(LabelingCampaignOptions.BatchGrowth), then.Growth, given.Growth);
        Compare(nameof(LabelingCampaignOptions.RandomShare), then.RandomShare, given.RandomShare);
        Compare(nameof(LabelingCampaignOptions.Seed), then.Seed, given.Seed);
        now.Pool.Check(before.Pool, path);

        static string Show(IEnumerable<string> names) => $"[{string.Join(", ", names.Select(name => $"'{name}'"))}]";

        void Compare<T>(string option, T expected, T found)
            where T : notnull
        {
            if (!expected.Equals(found))
                LabelingErrors.OtherOption(path, option, FormattableString.Invariant($"{found}"), FormattableString.Invariant($"{expected}"));
        }
    }

    public static IEstimator<ITransformer> DefaultTrainer(IHostEnvironment env, LabelingCampaignOptions options)
    {
        var (label, features) = (options.LabelColumnName, options.FeatureColumnName);
        return options.Task switch
        {
            LabelingTask.BinaryClassification => new LagrangianLogisticRegressionBinaryTrainer(
                env, new() { LabelColumnName = label, FeatureColumnName = features, CancellationToken = options.CancellationToken }),
            LabelingTask.MulticlassClassification => new LagrangianMaximumEntropyMulticlassTrainer(
                env, new() { LabelColumnName = label, FeatureColumnName = features, CancellationToken = options.CancellationToken }),
            LabelingTask.PoissonRegression => new LagrangianPoissonRegressionTrainer(
                env, new() { LabelColumnName = label, FeatureColumnName = features, CancellationToken = options.CancellationToken }),
            _ => new LagrangianRegressionTrainer(
                env, new() { LabelColumnName = label, FeatureColumnName = features, CancellationToken = options.CancellationToken }),
        };
    }

    /// <summary>The model, if rows can be planned by its Fisher information; else null, with a remark.</summary>
    public static ITransformer? Linear(ITransformer model, IDataView pool, LabelingCampaignOptions options, List<string> remarks)
    {
        string problem;
        try
        {
            FisherWeights.Of(model, out int features);
            int expected = ((VectorDataViewType)pool.Schema[options.FeatureColumnName].Type).Size;
            if (features == expected)
                return model;
            problem = $"it has {features} features, and the pool {expected}";
        }
        catch (ArgumentException e)
        {
            problem = e.Message;
        }

        string remark = $"Rows are planned as for least squares, without the model's Fisher information: {problem}";
        if (!remarks.Contains(remark))
            remarks.Add(remark);
        return null;
    }

    private static void CheckPositive(double? value, string property) =>
        DesignErrors.Check(value is null or (> 0 and < double.PositiveInfinity), value, property, "(0, ∞)");
}
