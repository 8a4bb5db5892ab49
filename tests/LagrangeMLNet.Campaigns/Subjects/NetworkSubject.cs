using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.Campaigns.Subjects;

/// <summary>The network trainers, small enough that a campaign has many of them.</summary>
internal sealed class NetworkSubject : Subject
{
    private const int Epochs = 20;

    public override string Name => "network";

    public override bool IsDefault => true;

    public override bool HasThreads => false;

    public override bool Handles(ProblemTask task) => task != ProblemTask.Counts;

    public override bool Handles(Problem problem) => problem is { Rows: <= 2_000, Slots: <= 50 };

    public override FittedModel Fit(MLContext context, Problem problem, FitSetting setting)
    {
        var view = problem.View();
        ITransformer model = problem.Task switch
        {
            ProblemTask.Binary => context.BinaryClassification.Trainers.LagrangianNetwork(
                Set(new LagrangianNetworkBinaryTrainer.Options(), problem)).Fit(view),
            ProblemTask.Multiclass => context.MulticlassClassification.Trainers.LagrangianNetwork(
                Set(new LagrangianNetworkMulticlassTrainer.Options(), problem)).Fit(view),
            _ => context.Regression.Trainers.LagrangianNetwork(
                Set(new LagrangianNetworkRegressionTrainer.Options(), problem)).Fit(view),
        };
        // Few of a network's weights are determined by the data; no fewer than a linear model's are.
        return new FittedModel(model, view.Schema, problem.Classes * (problem.Slots + 1));
    }

    private static TOptions Set<TOptions>(TOptions options, Problem problem)
        where TOptions : LagrangianNetworkOptions
    {
        (options.LabelColumnName, options.FeatureColumnName) = (problem.Names.Label, problem.Names.Features);
        options.ExampleWeightColumnName = problem.Weights is null ? null : problem.Names.Weight;
        options.MaximumNumberOfEpochs = Epochs;
        options.Members = 2;
        return options;
    }
}
