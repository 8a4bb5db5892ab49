using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>Rows to learn from and rows to be measured on.</summary>
/// <param name="Training">Rows to learn from.</param>
/// <param name="Validation">Rows to be measured on.</param>
internal sealed record TrialRows(IDataView Training, IDataView Validation)
{
    /// <summary>The folds of an experiment's data, as its own runner makes them: one, or as many as cross-validation has.</summary>
    public static IReadOnlyList<TrialRows> Of(IDatasetManager manager, MLContext context, TrialSettings settings) => manager switch
    {
        ICrossValidateDatasetManager folds =>
        [
            .. context.Data.CrossValidationSplit(folds.Dataset, folds.Fold, folds.SamplingKeyColumnName)
                .Select(fold => new TrialRows(fold.TrainSet, fold.TestSet)),
        ],
        ITrainValidateDatasetManager split =>
            [new TrialRows(split.LoadTrainDataset(context, settings), split.LoadValidateDataset(context, settings))],
        _ => throw new InvalidOperationException(
            $"The experiment's data is a {manager.GetType().Name}: call SetDataset with training and validation rows, or with rows "
            + "and a number of folds."),
    };
}
