using LagrangeMLNet.Benchmarks.Measures;

namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>Everything one run measured.</summary>
internal sealed class BenchmarkReport
{
    public List<ReportTable> Tables { get; } = [];

    public List<Bar> Bars { get; } = [];

    /// <summary>Markdown that a command wrote by itself; it stands at the end.</summary>
    public List<string> Appendices { get; } = [];

    /// <summary>Results by set, for the README's table.</summary>
    public List<SetResult> Sets { get; } = [];
}
