using System.Globalization;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Reporting;

/// <summary>How quantities and stop reasons read, on the console and in pictures alike.</summary>
internal static class Wording
{
    /// <summary>A quantity in nats: four decimals, or three significant digits below 0.001; "?" while it is not known.</summary>
    public static string Nats(double value) => Math.Abs(value) switch
    {
        double.NaN => "?",
        0 => "0",
        < 0.001 => value.ToString("0.00e-0", CultureInfo.InvariantCulture),
        < 1000 => value.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => value.ToString("G5", CultureInfo.InvariantCulture),
    };

    /// <summary>A floor with its standard error, which is given as many decimals as the floor unless it would vanish.</summary>
    public static string Floor(double floor, double standardError) =>
        !double.IsFinite(standardError) ? Nats(floor)
        : standardError >= 0.00005 ? $"{Nats(floor)} ± {standardError.ToString("0.0000", CultureInfo.InvariantCulture)}"
        : $"{Nats(floor)} ± {Nats(standardError)}";

    /// <summary>A whole number with thousands separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of rows learnt from, a row counted each time it was learnt from.</summary>
    public static string Visits(long count) => count == 1 ? "1 row visit" : $"{Count(count)} row visits";

    /// <summary>A number of trials.</summary>
    public static string Trials(int count) => count == 1 ? "1 trial" : $"{Count(count)} trials";

    /// <summary>Why learning stopped, in a few words; empty while it goes on.</summary>
    public static string Reason(StopReason reason) => reason switch
    {
        StopReason.None => "",
        StopReason.Decelerated => "floor reached",
        StopReason.Rising => "velocity rose, best state restored",
        StopReason.Diverged => "diverged, best state restored",
        StopReason.BudgetSpent => "budget spent before the floor",
        StopReason.Cancelled => "cancelled",
        _ => reason.ToString(),
    };
}
