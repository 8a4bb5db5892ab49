using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>Rows to learn from and rows to be measured on.</summary>
/// <param name="Training">Rows to learn from.</param>
/// <param name="Validation">Rows to be measured on.</param>
/// <param name="TrainingKey">What stands for the training rows while the views of them change from trial to trial.</param>
/// <param name="ValidationKey">What stands for the validation rows.</param>
internal sealed record TrialRows(IDataView Training, IDataView Validation, object TrainingKey, object ValidationKey)
{
    /// <summary>The folds of an experiment's data, as its own runner makes them: one, or as many as cross-validation has.</summary>
    public static IReadOnlyList<TrialRows> Of(IDatasetManager manager, MLContext context, TrialSettings settings)
    {
        switch (manager)
        {
            case ICrossValidateDatasetManager folds:
                // Views belong to the trial's context, and so are new in every trial; the rows in them are the same.
                return
                [
                    .. context.Data.CrossValidationSplit(folds.Dataset, folds.Fold, folds.SamplingKeyColumnName)
                        .Select(fold => new TrialRows(fold.TrainSet, fold.TestSet, manager, manager)),
                ];
            case ITrainValidateDatasetManager split:
                var (training, validation) = (split.LoadTrainDataset(context, settings), split.LoadValidateDataset(context, settings));
                return [new TrialRows(training, validation, training, validation)];
            default:
                throw new InvalidOperationException(
                    $"The experiment's data is a {manager.GetType().Name}: call SetDataset with training and validation rows, or with rows "
                    + "and a number of folds.");
        }
    }
}
