using System.Globalization;
using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>A given L2 has LBFGS's meaning: at LBFGS's own objective our weights are no worse than LBFGS's, weighted rows or not.</summary>
internal sealed class GivenPenaltyMeansLbfgs(float strength) : IRelation
{
    public double Frequency => 0.5;

    public string Name => "given L2: objective ≤ LBFGS's";

    public bool Concerns(Subject subject) => subject is LinearSubject { Name: "linear, L2 given" };

    public bool Fits(Problem train) => train is { Task: not ProblemTask.Regression, Offsets: null, Rows: >= 30 and <= 20_000 };

    public string? Violation(Trial trial)
    {
        var train = trial.Train;
        double ours = Objective(trial.Subject.Fit(trial.Context, train), train);
        double theirs = Objective(new FittedModel(Lbfgs(trial.Context, train), train.View().Schema, 0), train);
        return ours <= theirs + (1e-3 * Math.Abs(theirs)) + 1e-4
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"objective {ours:G6}, LBFGS's {theirs:G6}");
    }

    /// <summary>Loss summed over the rows, and the penalty once for the mean weight of a row.</summary>
    private double Objective(FittedModel model, Problem train)
    {
        double weight = Enumerable.Range(0, train.Rows).Sum(row => (double)train.WeightOf(row));
        double loss = weight * Loss.Mean(new Loss(train).Of(model.Predict(train), train), train);
        double squares = Weights(((ISingleFeaturePredictionTransformer<object>)model.Transformer).Model).Sum(w => (double)w * w);
        return loss + (strength / 2 * squares * weight / train.Rows);
    }

    private static IEnumerable<float> Weights(object model)
    {
        switch (model)
        {
            case CalibratedModelParametersBase { SubModel: LinearModelParameters linear }:
                return linear.Weights;
            case MaximumEntropyModelParameters entropy:
                Microsoft.ML.Data.VBuffer<float>[] rows = [];
                entropy.GetWeights(ref rows, out _);
                return rows.SelectMany(row => row.DenseValues());
            default:
                return ((LinearModelParameters)model).Weights;
        }
    }

    private ITransformer Lbfgs(MLContext context, Problem train)
    {
        string? weight = train.Weights is null ? null : train.Names.Weight;
        var view = train.View();
        return train.Task switch
        {
            ProblemTask.Binary => context.BinaryClassification.Trainers.LbfgsLogisticRegression(
                exampleWeightColumnName: weight, l1Regularization: 0, l2Regularization: strength).Fit(view),
            ProblemTask.Multiclass => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                exampleWeightColumnName: weight, l1Regularization: 0, l2Regularization: strength).Fit(view),
            _ => context.Regression.Trainers.LbfgsPoissonRegression(
                exampleWeightColumnName: weight, l1Regularization: 0, l2Regularization: strength).Fit(view),
        };
    }
}
