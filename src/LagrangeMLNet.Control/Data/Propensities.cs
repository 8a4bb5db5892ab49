using System.Globalization;
using LagrangeMLNet.Control.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.Control.Data;

/// <summary>
/// The logging policy as estimated from the actions it took: maximum entropy, each row by a model of the other folds, one temperature for
/// all fitted to the rows so held out (Guo et al., On calibration of modern neural networks, 2017).
/// </summary>
/// <param name="All">Probabilities of all actions, rows × actions.</param>
/// <param name="OfActionsTaken">Those of the actions taken, clipped from below.</param>
/// <param name="Description">What was done, for people.</param>
internal sealed record Propensities(double[] All, double[] OfActionsTaken, string Description)
{
    private const int FoldCount = 5;

    public static Propensities Estimate(MLContext context, DecisionColumns columns, DecisionLogOptions options)
    {
        int rows = columns.Actions.Length, actions = columns.ActionNames.Count;
        var folds = new RowFolds(rows, FoldCount, options.Seed);
        var logits = new double[rows * actions];
        for (int fold = 0; fold < folds.Count; fold++)
        {
            int held = fold;
            var model = Fit(context, columns, row => folds[row] != held, options.Seed);
            for (int row = 0; row < rows; row++)
            {
                if (folds[row] == fold)
                    model.Logits(columns.Contexts.AsSpan(row * columns.Slots, columns.Slots), logits.AsSpan(row * actions, actions));
            }
        }

        double temperature = FitTemperature(logits, columns.Actions, actions);
        var taken = new double[rows];
        int clipped = 0;
        for (int row = 0; row < rows; row++)
        {
            var p = logits.AsSpan(row * actions, actions);
            SoftBellman.Policy(p, [], temperature, p);
            taken[row] = Math.Max(options.MinimumPropensity, p[columns.Actions[row]]);
            clipped += taken[row] > p[columns.Actions[row]] ? 1 : 0;
        }

        string description = string.Create(
            CultureInfo.InvariantCulture,
            $"The log lacks propensities: they were estimated by maximum entropy in {folds.Count} folds with temperature {temperature:G3}; "
            + $"{clipped} of {rows} were clipped to {options.MinimumPropensity}. Estimates hold only if the features contain what the "
            + $"logging policy decided by.");
        return new Propensities(logits, taken, description);
    }

    /// <summary>The logging policy as a softmax of linear scores, fitted to all rows.</summary>
    public static LinearSoftmax Fit(MLContext context, DecisionColumns columns, Func<int, bool>? includes, int seed)
    {
        var trainer = context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(
            new LagrangianMaximumEntropyMulticlassTrainer.Options { Seed = seed });
        return LinearSoftmax.Of(trainer.Fit(ContextView.Of(context, columns, includes)).Model, columns.Slots);
    }

    /// <summary>The temperature of least surprise, by golden section: the surprise is convex in its inverse.</summary>
    private static double FitTemperature(double[] logits, int[] taken, int actions)
    {
        const double golden = 0.6180339887498949;
        double low = 1.0 / 16, high = 16;
        while (high - low > 1e-4 * high)
        {
            double left = high - (golden * (high - low)), right = low + (golden * (high - low));
            if (Surprise(left) <= Surprise(right))
                high = right;
            else
                low = left;
        }

        return 2 / (low + high);

        double Surprise(double inverse)
        {
            double sum = 0;
            for (int row = 0; row < taken.Length; row++)
            {
                var scores = logits.AsSpan(row * actions, actions);
                sum += SoftBellman.Value(scores, [], 1 / inverse) - scores[taken[row]];
            }

            return sum * inverse;
        }
    }
}
