using System.Globalization;
using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Rewards;

/// <summary>
/// Whether what an action earns changes along the log, which is taken to be in the order of time: the cumulative sum of its residuals, a
/// Brownian bridge where nothing changes (Ploberger and Krämer, The CUSUM test with OLS residuals, Econometrica 60, 1992).
/// </summary>
internal static class RewardDrift
{
    /// <summary>Chance, over all actions together, of a complaint where nothing changes.</summary>
    private const double FalseAlarms = 1e-3;

    /// <summary>Fewer residuals than this are no bridge.</summary>
    private const int FewestRows = 50;

    /// <summary>Says which action's rewards drift most and from which row on; null where none does.</summary>
    /// <param name="columns">The log.</param>
    /// <param name="model">q̂, rows × actions, each row's from a model that has not seen it.</param>
    public static string? Find(DecisionColumns columns, double[] model)
    {
        int actions = columns.ActionNames.Count;
        var residuals = new double[columns.Actions.Length];
        for (int row = 0; row < residuals.Length; row++)
            residuals[row] = columns.Rewards[row] - model[(row * actions) + columns.Actions[row]];
        return FindIn(columns, residuals);
    }

    /// <summary>The same of residuals that are known: what each decision earned, or led to, beyond what was expected.</summary>
    /// <param name="columns">The log.</param>
    /// <param name="residuals">One a row.</param>
    public static string? FindIn(DecisionColumns columns, double[] residuals)
    {
        int actions = columns.ActionNames.Count;
        double limit = Math.Sqrt(Math.Log(2 * actions / FalseAlarms) / 2), most = limit;
        string? found = null;
        var members = Enumerable.Range(0, columns.Actions.Length).ToLookup(row => columns.Actions[row]);
        for (int a = 0; a < actions; a++)
        {
            int[] rows = [.. members[a]];
            if (rows.Length < FewestRows)
                continue;
            var (height, place) = Bridge([.. rows.Select(row => residuals[row])]);
            if (height > most)
            {
                most = height;
                found = string.Create(
                    CultureInfo.InvariantCulture,
                    $"What action '{columns.ActionNames[a]}' earns in the same contexts changes along the log, most around row "
                    + $"{rows[place]}: "
                    + $"the population has shifted. Learn from the rows after the change, or add features that tell of it.");
            }
        }

        return found;
    }

    /// <summary>The largest |Σ (e − ē)|/(σ·√n), and after how many residuals it is reached.</summary>
    private static (double Height, int Place) Bridge(double[] residuals)
    {
        double mean = residuals.Average(), square = residuals.Sum(e => (e - mean) * (e - mean));
        double sum = 0, largest = 0;
        int place = 0;
        for (int i = 0; i < residuals.Length; i++)
        {
            sum += residuals[i] - mean;
            if (Math.Abs(sum) > largest)
                (largest, place) = (Math.Abs(sum), i);
        }

        return (square > 0 ? largest / Math.Sqrt(square) : 0, place);
    }
}
