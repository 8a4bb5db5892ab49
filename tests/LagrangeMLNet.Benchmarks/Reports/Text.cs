using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;

namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>How figures are written in all tables.</summary>
internal static class Text
{
    public const string None = "–";

    public static string Seconds(double seconds) => double.IsNaN(seconds) ? None : seconds switch
    {
        < 0.1 => Write($"{seconds:0.0000}"),
        < 1 => Write($"{seconds:0.000}"),
        < 10 => Write($"{seconds:0.00}"),
        _ => Write($"{seconds:0.0}"),
    };

    public static string Loss(double loss) => double.IsNaN(loss) ? None : Write($"{loss:0.0000}");

    public static string Ratio(double ratio) => double.IsNaN(ratio) ? None : ratio switch
    {
        < 0.1 => Write($"{ratio:0.000}"),
        < 100 => Write($"{ratio:0.00}"),
        _ => Write($"{ratio:0}"),
    };

    public static string Percent(double share) => double.IsNaN(share) ? None : Write($"{100 * share:+0.00;-0.00;0.00} %");

    public static string Megabytes(double bytes) => Write($"{bytes / 1e6:0.#} MB");

    public static string Count(long count) => Write($"{count:#,0}");

    public static string LossName(LearningTask task) => task switch
    {
        LearningTask.Regression => "RMSE",
        LearningTask.Poisson => "mean deviance",
        _ => "log-loss, nats",
    };

    public static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
