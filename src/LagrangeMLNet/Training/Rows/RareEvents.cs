using System.Globalization;
using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>What is said where rows that tell classes apart, or that count something, are few.</summary>
internal static class RareEvents
{
    /// <summary>
    /// Fewer events than this do not determine one parameter. Source: Peduzzi, Concato, Kemper, Holford and Feinstein, Journal of Clinical
    /// Epidemiology 49 (1996), 1373–1379.
    /// </summary>
    public const int Fewest = 10;

    public static string TooFewDrawn(Likelihood likelihood, Observations drawn, Observations all, double share, string label)
    {
        string selection = string.Create(CultureInfo.InvariantCulture, $"Data selection: a share of {share:G3} drew");
        return drawn.Rows == 0
            ? $"{selection} none of the {all.Rows} rows. All of them were learnt from."
            : $"{selection} {drawn.Rows} rows{Among(likelihood, drawn, label)}, too few to learn from. All {all.Rows} rows were learnt "
            + "from.";
    }

    /// <summary>Remarks on a label that is the same in all rows, and on rare classes or counts.</summary>
    public static IEnumerable<string> Remarks(Likelihood likelihood, Observations observations, string label)
    {
        if (observations.HasOneClass && observations.ClassRows.Length > 0)
        {
            yield return $"All rows have the same value in label column '{label}': the model predicts it always.";
            yield break;
        }

        if (observations.Evenness < 1 && observations.Events < Fewest)
            yield return $"There are {observations.Rows} rows{Among(likelihood, observations, label)}: what tells these apart is known as well as so few can tell.";
        int rare = 0;
        foreach (long rows in observations.ClassRows)
            rare += rows is > 0 and < Fewest ? 1 : 0;
        if (likelihood.Outputs > 1 && rare > 0 && observations.Rows >= Fewest * observations.ClassRows.Length)
            yield return $"{rare} classes of label column '{label}' have fewer than {Fewest} rows each: what tells them apart is known as well as so few can tell.";
    }

    private static string Among(Likelihood likelihood, Observations observations, string label) => likelihood.Labels switch
    {
        LabelKind.Count => $", {observations.Events} of them with more than 0 in label column '{label}'",
        LabelKind.Number => "",
        _ => $", {observations.Events} of them not of the commonest class of label column '{label}'",
    };
}
