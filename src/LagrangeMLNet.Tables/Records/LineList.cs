using System.Globalization;

namespace LagrangeMLNet.Tables.Records;

/// <summary>Lines of a file, of which the first few are kept.</summary>
internal sealed class LineList
{
    private const int Most = 5;
    private readonly List<long> _first = [];

    public long Count { get; private set; }

    public void Add(long line)
    {
        Count++;
        if (_first.Count < Most)
            _first.Add(line);
    }

    /// <summary>"line 3", "lines 3, 8", "lines 3, 8, 9, 12, 17 and others".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Count == 1 ? "line" : "lines")} {string.Join(", ", _first.Select(line => line.ToString(CultureInfo.InvariantCulture)))}{(Count > Most ? " and others" : "")}");
}
