using System.Globalization;
using LagrangeMLNet.AutoML.Data.Columns;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>What a reader should know of the data: whatever was left out, changed, or is too rare to be measured.</summary>
internal static class DataRemarks
{
    /// <summary>Classes, or rows, that are named; the rest is counted.</summary>
    private const int MostNamed = 5;

    /// <param name="data">The data as trials see it.</param>
    /// <param name="ignored">Columns that the caller says are no features.</param>
    public static IEnumerable<string> Of(TrialData data, IReadOnlyList<string> ignored)
    {
        var label = data.Label;
        int unlabelled = label.Strata.Where((stratum, row) => stratum < 0 && !data.Weights.IsAbsent(row)).Count();
        if (unlabelled > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{unlabelled:N0} rows without a label were left out.");
        if (label.Infinite.Length > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Of those, {label.Infinite.Length:N0} have an infinite label, or one beyond single precision, in '{label.Source}', the "
                + $"first in row {label.Infinite[0]}.");
        int absent = label.Strata.Where((_, row) => data.Weights.IsAbsent(row)).Count();
        if (absent > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{absent:N0} rows of weight 0 were left out.");
        if (ColumnNames.IsHidden(label.Source))
            yield return $"Label column '{label.Source}' has the name of a column that the model adds: "
                + $"of scored data '{label.Source}' is the model's. "
                + "Copy the label to another name to evaluate.";
        if (label.Declared > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Label column '{label.Source}' is a key of {label.Declared:N0} values of which {label.Classes:N0} occur: "
                + $"the model's Score has a probability for each of those, and PredictedLabel is the value itself.");
        foreach (string remark in RareClasses(data))
            yield return remark;
        foreach (var column in data.Featurization.Columns)
        {
            if (column.Remark.Length > 0)
                yield return column.Remark;
            if (column.Role == ColumnRole.LeftOut)
                yield return $"Column '{column.Name}' was left out: {column.Reason}.";
        }

        foreach (string name in ignored.Where(name => label.View.Schema.GetColumnOrNull(name) is null))
            yield return $"IgnoredColumnNames names '{name}', which is no column.";
    }

    private static IEnumerable<string> RareClasses(TrialData data)
    {
        var (label, plan) = (data.Label, data.Plan);
        var all = new Dictionary<int, (int All, int Compared, int Tested)>();
        for (int row = 0; row < label.Strata.Length; row++)
        {
            if (label.Strata[row] < 0)
                continue;
            var (count, compared, tested) = all.GetValueOrDefault(label.Strata[row]);
            bool isCompared = plan.Folds.Any(fold => fold[row]);
            all[label.Strata[row]] = (count + 1, compared + (isCompared ? 1 : 0), tested + (plan.Test[row] ? 1 : 0));
        }

        var unmeasured = all.Where(one => one.Value.Compared == 0).OrderBy(one => one.Key).ToArray();
        var untested = all.Where(one => one.Value is { Compared: > 0, Tested: 0 }).OrderBy(one => one.Key).ToArray();
        if (unmeasured.Length > 0)
            yield return $"{Named(unmeasured)} too rare to compare or test models on: all rows are learnt from, and no figure here tells "
                + "how well that class is found.";
        if (untested.Length > 0)
            yield return $"{Named(untested)} too rare to be tested: TestLoss says nothing of it.";

        string Named(KeyValuePair<int, (int All, int Compared, int Tested)>[] classes)
        {
            var names = classes.Take(MostNamed).Select(one => $"'{label.ClassName(one.Key)}' ({one.Value.All} of {plan.Usable} rows)");
            string more = classes.Length > MostNamed ? $" and {classes.Length - MostNamed} more" : "";
            return $"Label column '{label.Source}': {string.Join(", ", names)}{more} {(classes.Length > 1 ? "are" : "is")}";
        }
    }
}
