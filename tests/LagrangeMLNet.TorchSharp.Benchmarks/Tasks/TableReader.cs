using System.Globalization;
using System.IO.Compression;

namespace LagrangeMLNet.TorchBenchmarks.Tasks;

/// <summary>Rows of a gzip-compressed, tab-separated table as numbers: text one-hot, numbers standardised, empty cells the mean.</summary>
internal static class TableReader
{
    /// <summary>Label and features of the first rows.</summary>
    public static (float[] Labels, float[][] Features) Read(string path, int rows, bool hasHeader, bool isPixels)
    {
        string[][] cells = [.. Lines(path).Skip(hasHeader ? 1 : 0).Take(rows).Select(line => line.Split('\t'))];
        bool isNamed = cells.Any(row => !float.TryParse(row[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        string[] names = isNamed ? [.. cells.Select(row => row[0]).Distinct().Order(StringComparer.Ordinal)] : [];
        float[] labels = [.. cells.Select(row => isNamed ? Array.IndexOf(names, row[0]) : Number(row[0]))];
        if (isPixels)
            return (labels, [.. cells.Select(row => row[1..].Select(cell => Number(cell) / 255).ToArray())]);

        var columns = new List<float[]>();
        for (int c = 1; c < cells[0].Length; c++)
        {
            string[] column = [.. cells.Select(row => row[c])];
            if (column.All(cell => cell.Length == 0 || float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
                columns.Add(Standardised(column));
            else
                columns.AddRange(column.Distinct().Order(StringComparer.Ordinal).Select(value => OneHot(column, value)));
        }

        return (labels, [.. Enumerable.Range(0, cells.Length).Select(row => columns.Select(column => column[row]).ToArray())]);
    }

    private static float[] OneHot(string[] column, string value) => [.. column.Select(cell => cell == value ? 1f : 0f)];

    private static float[] Standardised(string[] column)
    {
        double[] known = [.. column.Where(cell => cell.Length > 0).Select(cell => (double)Number(cell))];
        double mean = known.Average(), deviation = Math.Sqrt(known.Average(x => (x - mean) * (x - mean)));
        return [.. column.Select(cell => cell.Length == 0 || deviation == 0 ? 0f : (float)((Number(cell) - mean) / deviation))];
    }

    private static float Number(string text) => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
