using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace SweepProcess;

/// <summary>A few quick binary trainers, enough for a sweep with something to choose.</summary>
public static class SampleCandidates
{
    public static IReadOnlyList<Candidate> Quick { get; } =
    [
        Candidate.Create<LagrangianLogisticRegressionBinaryTrainer.Options>("Lagrangian", (context, options, settings) =>
        {
            options.LabelColumnName = settings.LabelColumnName;
            options.NumberOfThreads = settings.NumberOfThreads;
            options.CancellationToken = settings.CancellationToken;
            return context.BinaryClassification.Trainers.LagrangianLogisticRegression(options);
        }),
        Candidate.Create<Strength>("LBFGS", (context, options, settings) =>
            context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = settings.LabelColumnName,
                L2Regularization = options.L2,
                NumberOfThreads = settings.NumberOfThreads,
            })),
        Candidate.Create<Trees>(
            "Trees",
            (context, options, settings) => context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
            {
                LabelColumnName = settings.LabelColumnName,
                NumberOfTrees = options.Number,
                NumberOfLeaves = options.Leaves,
                Seed = settings.Seed,
                NumberOfThreads = settings.NumberOfThreads,
            }),
            cost: options => options.Number),
    ];

    public sealed class Strength
    {
        [Range(0.001f, 1000f, 1f, true)]
        public float L2 { get; set; } = 1;
    }

    public sealed class Trees
    {
        [Range(5, 41, 20, true)]
        public int Number { get; set; } = 20;

        [Range(2, 17, 8, true)]
        public int Leaves { get; set; } = 8;
    }
}
